// A world that was used before plays as a fresh one, however its last execution ended.
#include "tests/sim/programs.hpp"

#include <cstdint>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace rollcall {
namespace {

using Program = std::function<void()>;

void panicking_program() {
  sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [] { sim::sleep(Duration{1000}); });
  sim::sleep(Duration{5});
  throw std::runtime_error("gave up");
}

// Ends in a violation while timers are pending, tasks hold locks and some have not started.
void torn_down_program() {
  sim::mutex mutex("m");
  sim::channel<int> full(1, "full");
  for (int i = 0; i < 100; ++i) {
    sim::spawn("waiter", [&, i] {
      sim::sleep(Duration{i});
      const std::scoped_lock lock(mutex);
      full.send(i);
    });
  }
  World& world = World::current();
  world.pause(TaskId{3});
  const auto report = [](void* self, std::uint64_t) {
    static_cast<World*>(self)->report("alarm", "rang");
  };
  world.arm(Duration{50}, {.run = report, .object = &world, .argument = 0});
  sim::spawn("late", [] {});
  world.await_idle();
}

void leaking_program() {
  for (int i = 0; i < 3; ++i) {
    sim::spawn("leaked", [] {
      sim::channel<int> nothing(sim::kNil);
      static_cast<void>(nothing.receive());
    });
  }
}

void expect_no_trace_of(const Program& before) {
  World used;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    run_in(used, seed + 1000, before);
    for (const auto program : {busy_program, deadlock_program, torn_down_program}) {
      EXPECT_EQ(summary(run_in(used, seed, program)), summary(run(seed, program)));
    }
  }
}

TEST(WorldReuse, AfterAnExecutionThatEndedWell) { expect_no_trace_of(busy_program); }
TEST(WorldReuse, AfterADeadlock) { expect_no_trace_of(deadlock_program); }
TEST(WorldReuse, AfterAPanic) { expect_no_trace_of(panicking_program); }
TEST(WorldReuse, AfterALeak) { expect_no_trace_of(leaking_program); }
TEST(WorldReuse, AfterATeardownHalfWay) {
  expect_no_trace_of(torn_down_program);
  EXPECT_EQ(finding(run(1, torn_down_program)), "alarm: rang");
}

TEST(WorldReuse, AfterAnOrderThatWasNotMet) {
  World used;
  RandomWalk strategy;
  const std::vector<std::string> order = {"main: never", "waiter: x"};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const RunResult unmet = used.run({.seed = seed, .strategy = strategy, .order = order}, [] {
      sim::spawn("waiter", [] { sim::point("x"); });
      World::current().await_idle();
    });
    EXPECT_NE(unmet.order_error, "");
    EXPECT_EQ(summary(run_in(used, seed, busy_program)), summary(run(seed, busy_program)));
  }
}

TEST(WorldReuse, AfterALivelock) {
  World used;
  RandomWalk strategy;
  used.run({.seed = 1, .strategy = strategy, .steps_max = 100}, busy_program);
  used.run({.seed = 1, .strategy = strategy, .steps_max = 7}, busy_program);
  EXPECT_EQ(summary(run_in(used, 1, busy_program)), summary(run(1, busy_program)));
}

TEST(WorldReuse, AfterATaskThatSwallowedItsCancellation) {
  World used;
  run_in(used, 1, [] {
    sim::spawn({.name = {.text = "stubborn"}, .daemon = true}, [] {
      for (;;) {
        try {
          sim::yield();
        } catch (...) {  // everything
        }
      }
    });
    sim::yield();
  });
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    EXPECT_EQ(summary(run_in(used, seed, busy_program)), summary(run(seed, busy_program)));
  }
}

TEST(WorldReuse, TwoWorldsTakeTurnsWithoutHarm) {
  World left;
  World right;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::string expected = summary(run(seed, busy_program));
    EXPECT_EQ(summary(run_in(left, seed, busy_program)), expected);
    run_in(right, seed, torn_down_program);
    EXPECT_EQ(summary(run_in(right, seed, busy_program)), expected);
  }
}

TEST(WorldReuse, AWorldMayBeMadeInOneThreadAndRunInAnother) {
  World world;
  run_in(world, 1, busy_program);
  std::string there;
  std::thread thread([&] { there = summary(run_in(world, 2, busy_program)); });
  thread.join();
  EXPECT_EQ(there, summary(run(2, busy_program)));
  EXPECT_EQ(summary(run_in(world, 3, busy_program)), summary(run(3, busy_program)));
}

TEST(WorldReuse, WorldsOfTwoThreadsDoNotMeet) {
  const auto hunt = [](std::string& into) {
    World world;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      into += summary(run_in(world, seed, seed % 2 == 0 ? busy_program : deadlock_program));
    }
  };
  std::string left;
  std::string right;
  std::thread thread([&] { hunt(left); });
  hunt(right);
  thread.join();
  EXPECT_EQ(left, right);
}

}  // namespace
}  // namespace rollcall
