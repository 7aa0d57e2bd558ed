// What fixed programs come to, to the last bit: trace hash, steps, virtual time and message must be
// the same for every compiler, optimisation level and sanitizer. If a change of the engine is meant
// to change them, paste the lines that this test prints.
#include "sim/core/world.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <mutex>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

struct Golden {
  std::string_view program;
  std::uint64_t seed;
  std::uint64_t hash;
  std::uint64_t steps;
  std::int64_t end_ns;
  std::string_view finding;
};

constexpr std::array kGolden = {
    Golden{"mutexes", 1, 0x23ee2fd2fe02a167ULL, 412, 0, ""},
    Golden{"mutexes", 2, 0x3e3d50b72e23a13aULL, 412, 0, ""},
    Golden{"mutexes", 3, 0xdaafc687184ba64aULL, 412, 0, ""},
    Golden{"channels", 1, 0xa302e3523f839755ULL, 72, 0, ""},
    Golden{"channels", 2, 0x37ae3d86c4587595ULL, 71, 0, ""},
    Golden{"channels", 3, 0xb1b2a813fa9611baULL, 70, 0, ""},
    Golden{"conditions", 1, 0x9bb0ba38ab0c3a9fULL, 49, 0, ""},
    Golden{"conditions", 2, 0x726064218a188b4aULL, 49, 0, ""},
    Golden{"conditions", 3, 0x614bb1c8a1a10e15ULL, 49, 0, ""},
    Golden{"time_and_draws", 1, 0x0b840d09d263139dULL, 60, 5836625, ""},
    Golden{"time_and_draws", 2, 0xf0392cff2bab5b79ULL, 63, 6198101, ""},
    Golden{"time_and_draws", 3, 0xa6a321c78f3639b2ULL, 63, 5513638, ""},
    Golden{"exceptions", 1, 0x429c0ecc87822e32ULL, 69, 0, ""},
    Golden{"exceptions", 2, 0x62f88d61fd456a9eULL, 69, 0, ""},
    Golden{"exceptions", 3, 0xc6b43e1345d6bd63ULL, 69, 0, ""},
    Golden{"many_tasks", 1, 0xfabbe006ae5a2381ULL, 752, 5, ""},
    Golden{"many_tasks", 2, 0x17b4a4e437b7c00eULL, 752, 5, ""},
    Golden{"many_tasks", 3, 0x75d39515f84d203fULL, 752, 5, ""},
    Golden{"violation", 1, 0x34a480c7107ac350ULL, 19, 0, ""},
    Golden{"violation", 2, 0x90ea90ce47a6042eULL, 19, 0,
           "panic after step 19: task 'main' panicked: 2 of 3 updates were lost"},
    Golden{"violation", 3, 0x8b20b16b8649f43eULL, 19, 0, ""},
    Golden{"deadlock", 1, 0xf0d5f47d6ca3ecddULL, 19, 0,
           "deadlock after step 19: philosopher 1 waits to lock fork 1, held by philosopher 2; "
           "philosopher 2 waits to lock fork 2, held by philosopher 3; philosopher 3 waits to lock "
           "fork 0, held by philosopher 1; in a cycle: philosopher 1 -> philosopher 2 -> "
           "philosopher 3 -> philosopher 1"},
    Golden{"deadlock", 2, 0x0e7f3d1e2d180244ULL, 11, 0,
           "deadlock after step 11: philosopher 1 waits to lock fork 1, held by philosopher 2; "
           "philosopher 2 waits to lock fork 2, held by philosopher 3; philosopher 3 waits to lock "
           "fork 0, held by philosopher 1; in a cycle: philosopher 1 -> philosopher 2 -> "
           "philosopher 3 -> philosopher 1"},
    Golden{"deadlock", 3, 0xaa5994696df7f239ULL, 23, 0,
           "deadlock after step 23: philosopher 1 waits to lock fork 1, held by philosopher 2; "
           "philosopher 2 waits to lock fork 2, held by philosopher 3; philosopher 3 waits to lock "
           "fork 0, held by philosopher 1; in a cycle: philosopher 1 -> philosopher 2 -> "
           "philosopher 3 -> philosopher 1"},
    Golden{"points", 1, 0xd5e969916a413c74ULL, 20, 4, ""},
    Golden{"points", 2, 0x124492680837cfc1ULL, 20, 4, ""},
    Golden{"points", 3, 0x671e87f6d82ce8faULL, 20, 4, ""},
};

void mutexes() {
  sim::mutex mutex("m");
  sim::shared<int> count(0, "count");
  for (int i = 0; i < 5; ++i) {
    sim::spawn("adder", [&] {
      for (int j = 0; j < 20; ++j) {
        const std::scoped_lock lock(mutex);
        const int seen = count.read();
        count.write(seen + 1);
      }
    });
  }
  World::current().await_idle();
}

void channels() {
  sim::channel<int> jobs(2, "jobs");
  sim::channel<int> results(0, "results");
  for (int worker = 0; worker < 3; ++worker) {
    sim::spawn("worker", [&] {
      while (const auto job = jobs.receive()) {
        results.send(*job * 2);
      }
    });
  }
  sim::spawn("feeder", [&] {
    for (int i = 0; i < 10; ++i) {
      jobs.send(i);
    }
    jobs.close();
  });
  for (int i = 0; i < 10; ++i) {
    static_cast<void>(results.receive());
  }
  World::current().await_idle();
}

void conditions() {
  sim::mutex mutex("m");
  sim::cond_var changed("changed");
  sim::wait_group ended("ended");
  int tokens = 0;
  ended.add(4);
  for (int i = 0; i < 4; ++i) {
    sim::spawn("taker", [&] {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return tokens > 0; });
      --tokens;
      ended.done();
    });
  }
  World::current().await_idle();
  for (int i = 0; i < 4; ++i) {
    const std::scoped_lock lock(mutex);
    ++tokens;
    changed.notify_one();
  }
  ended.wait();
  World::current().await_idle();  // A taker still holds the lock when it says that it has ended.
}

void time_and_draws() {
  for (std::uint64_t i = 1; i <= 4; ++i) {
    sim::spawn({.name = {.text = "pacer", .number = i}}, [] {
      Choices& choices = World::current().choices();
      for (int j = 0; j < 10; ++j) {
        const Duration pause =
            choices.between(choices.stream("pace"), Duration{-3}, Duration{1'000'000});
        sim::sleep(pause);
        if (choices.chance(choices.stream("again"), {.num = 1, .den = 3})) {
          sim::yield();
        }
      }
    });
  }
}

// Throws, catches and unwinds in several tasks, with ops at every stage.
void exceptions() {
  struct Yields {
    Yields() = default;
    Yields(const Yields&) = delete;
    Yields& operator=(const Yields&) = delete;
    ~Yields() { sim::yield(); }
  };
  for (int i = 0; i < 4; ++i) {
    sim::spawn("thrower", [] {
      for (int j = 0; j < 5; ++j) {
        try {
          const Yields yields;
          sim::yield();
          throw std::runtime_error("caught");
        } catch (const std::runtime_error&) {
          sim::yield();
        }
      }
    });
  }
}

void many_tasks() {
  sim::atomic<int> count(0, "count");
  for (int i = 0; i < 150; ++i) {
    sim::spawn("task", [&] {
      count.fetch_add(1);
      sim::sleep(Duration{5});
      count.fetch_add(1);
    });
  }
  World::current().await_idle();
}

void violation() {
  sim::shared<int> count(0, "count");
  sim::wait_group ended("ended");
  ended.add(3);
  for (int i = 0; i < 3; ++i) {
    sim::spawn("adder", [&] {
      const int seen = count.read();
      count.write(seen + 1);
      ended.done();
    });
  }
  ended.wait();
  const int sum = count.read();
  if (sum != 3) {
    throw Panic(fmt::format("{} of 3 updates were lost", 3 - sum));
  }
}

void deadlock() {
  std::array<sim::mutex, 3> forks{sim::mutex("fork 0"), sim::mutex("fork 1"), sim::mutex("fork 2")};
  sim::wait_group ended("ended");
  ended.add(3);
  for (std::uint64_t i = 0; i < 3; ++i) {
    sim::spawn({.name = {.text = "philosopher", .number = i + 1}}, [&, i] {
      for (int round = 0; round < 100; ++round) {
        const std::scoped_lock first(forks[i]);
        const std::scoped_lock second(forks[(i + 1) % 3]);
      }
      ended.done();
    });
  }
  ended.wait();
}

void points() {
  for (const char* name : {"a", "b", "c"}) {
    sim::spawn(name, [] {
      for (int i = 0; i < 3; ++i) {
        const sim::Point point("x");
        sim::sleep(Duration{i});
      }
    });
  }
}

using Program = void (*)();
constexpr std::array<std::pair<std::string_view, Program>, 9> kPrograms{{
    {"mutexes", mutexes},
    {"channels", channels},
    {"conditions", conditions},
    {"time_and_draws", time_and_draws},
    {"exceptions", exceptions},
    {"many_tasks", many_tasks},
    {"violation", violation},
    {"deadlock", deadlock},
    {"points", points},
}};

RunResult play(std::string_view name, std::uint64_t seed) {
  const std::vector<std::string> order = {"c: x", "a: x", "c: x", "b: x"};
  for (const auto& [program_name, program] : kPrograms) {
    if (program_name == name) {
      World world;
      RandomWalk strategy;
      const bool ordered = name == "points";
      return world.run(
          {.seed = seed,
           .strategy = strategy,
           .order = ordered ? std::span<const std::string>(order) : std::span<const std::string>()},
          program);
    }
  }
  ADD_FAILURE() << "no program " << name;
  return {};
}

std::string finding(const RunResult& result) {
  return result.violation ? fmt::format("{} after step {}: {}", result.violation->invariant,
                                        result.violation->step, result.violation->message)
                          : result.order_error;
}

// A line of kGolden.
std::string line(std::string_view program, std::uint64_t seed, const RunResult& result) {
  return fmt::format("    Golden{{\"{}\", {}, 0x{:016x}ULL, {}, {},\n           \"{}\"}},", program,
                     seed, result.trace_hash, result.steps, result.end.time_since_epoch().count(),
                     finding(result));
}

TEST(TraceHashGolden, ProgramsComeToTheSameOnEveryCompiler) {
  std::string now;
  bool same = kGolden.size() == 3 * kPrograms.size();
  for (const auto& [name, program] : kPrograms) {
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      now += line(name, seed, play(name, seed)) + "\n";
    }
  }
  for (const Golden& golden : kGolden) {
    const RunResult result = play(golden.program, golden.seed);
    SCOPED_TRACE(fmt::format("{} at seed {}", golden.program, golden.seed));
    EXPECT_EQ(result.trace_hash, golden.hash);
    EXPECT_EQ(result.steps, golden.steps);
    EXPECT_EQ(result.end.time_since_epoch().count(), golden.end_ns);
    EXPECT_EQ(finding(result), golden.finding);
    same = same && result.trace_hash == golden.hash && finding(result) == golden.finding;
  }
  EXPECT_TRUE(same) << "If this is meant, paste:\n" << now;
}

}  // namespace
}  // namespace rollcall
