// Virtual time: it jumps, never runs.
#include "sim/core/world.hpp"
#include "tests/sim/programs.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(WorldTime, JumpsToTheNextTimerAtNoCost) {
  const RunResult result = run(1, [] {
    sim::sleep(240h);
    EXPECT_EQ(sim::now(), Time{240h});
  });
  EXPECT_EQ(result.end, Time{240h});
  EXPECT_EQ(result.steps, 2U);
}

TEST(WorldTime, StandsStillWhileSomethingIsEnabled) {
  const RunResult result = run(1, [] {
    Time woke{};
    sim::spawn("sleeper", [&] {
      sim::sleep(1ns);
      woke = sim::now();
    });
    for (int i = 0; i < 100; ++i) {
      sim::yield();
      EXPECT_EQ(sim::now(), Time{});
    }
    World::current().await_idle();
    EXPECT_EQ(woke, Time{1ns});
  });
  EXPECT_EQ(finding(result), "");
}

TEST(WorldTime, SleepersWakeInOrderOfDeadline) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> woke;
    const RunResult result = run(seed, [&] {
      for (const int span : {30, 10, 50, 20, 40}) {
        sim::spawn("sleeper", [&woke, span] {
          sim::sleep(Duration{span});
          EXPECT_EQ(sim::now(), Time{Duration{span}});
          woke.push_back(span);
        });
      }
    });
    EXPECT_EQ(woke, (std::vector<int>{10, 20, 30, 40, 50}));
    EXPECT_EQ(result.end, Time{50ns});
  }
}

TEST(WorldTime, EqualDeadlinesRace) {
  std::map<std::string, int> orders;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    std::string woke;
    run(seed, [&] {
      for (const char name : {'a', 'b', 'c'}) {
        sim::spawn("sleeper", [&woke, name] {
          sim::sleep(10ns);
          woke += name;
        });
      }
    });
    ++orders[woke];
  }
  EXPECT_EQ(orders.size(), 6U) << "each order is possible";
}

TEST(WorldTime, SleepingForZeroOrLessIsAYield) {
  for (const Duration span : {0ns, -5ns, Duration::min()}) {
    std::set<bool> other_was_first;
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      run(seed, [&] {
        bool went = false;
        sim::spawn("other", [&] { went = true; });
        sim::sleep(span);
        other_was_first.insert(went);
        EXPECT_EQ(sim::now(), Time{});
        World::current().await_idle();
      });
    }
    EXPECT_EQ(other_was_first.size(), 2U);
  }
}

TEST(WorldTime, SleepingForEverEndsAtTheLastInstant) {
  const RunResult result = run(1, [] {
    sim::sleep(5ns);
    sim::sleep(Duration::max());
    EXPECT_EQ(sim::now(), Time{Duration::max()});
    sim::sleep(1ns);
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(result.end, Time{Duration::max()});
}

TEST(WorldTime, TimersFireInOrderAndMayArmOthers) {
  struct Log {
    World* world = nullptr;
    std::vector<std::string> lines;
  } log;
  const auto fired = [](void* object, std::uint64_t number) {
    auto& to = *static_cast<Log*>(object);
    to.lines.push_back(std::to_string(number) + " at " + to_text(to.world->now()));
    if (number == 1) {
      const auto later = [](void* inner, std::uint64_t inner_number) {
        static_cast<Log*>(inner)->lines.push_back(std::to_string(inner_number));
      };
      to.world->arm(0ns, {.run = later, .object = object, .argument = 100});
    }
  };
  run(1, [&] {
    log.world = &World::current();
    log.world->arm(2ns, {.run = fired, .object = &log, .argument = 2});
    log.world->arm(1ns, {.run = fired, .object = &log, .argument = 1});
    const TimerId cancelled = log.world->arm(1ns, {.run = fired, .object = &log, .argument = 3});
    log.world->arm(1ns, {.run = fired, .object = &log, .argument = 4});
    EXPECT_TRUE(log.world->cancel(cancelled));
    EXPECT_FALSE(log.world->cancel(cancelled));
    log.world->await_idle();
  });
  EXPECT_EQ(log.lines, (std::vector<std::string>{"1 at 1ns", "4 at 1ns", "100", "2 at 2ns"}));
}

TEST(WorldTime, AwaitIdleComesLast) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    bool late = false;
    const RunResult result = run(seed, [&] {
      sim::channel<int> never(sim::kNil);
      sim::spawn({.name = {.text = "blocked"}, .daemon = true},
                 [&] { static_cast<void>(never.receive()); });
      sim::spawn("sleeper", [&] {
        sim::sleep(1h);
        late = true;
      });
      World::current().await_idle();
      EXPECT_TRUE(late) << "a pending timer is no idleness";
      EXPECT_EQ(sim::now(), Time{1h});
    });
    EXPECT_EQ(finding(result), "");
  }
}

TEST(WorldTime, AwaitIdleMayBeCalledAgainAndByMany) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::string order;
    const RunResult result = run(seed, [&] {
      sim::spawn("a", [&] {
        World::current().await_idle();
        order += 'a';
      });
      sim::spawn("b", [&] {
        World::current().await_idle();
        sim::sleep(1ns);
        order += 'b';
      });
      World::current().await_idle();
      World::current().await_idle();
      EXPECT_EQ(order.size(), 2U);
    });
    EXPECT_EQ(finding(result), "");
    orders.insert(order);
  }
  EXPECT_EQ(orders, std::set<std::string>{"ab"});
}

}  // namespace
}  // namespace rollcall
