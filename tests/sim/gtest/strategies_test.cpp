#include "sim/gtest/check_schedules.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/sync/claims.hpp"
#include "tests/sim/gtest/support.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace rollcall {
namespace {

// Two tasks, one shared counter that each adds to in one op: nothing to find.
void add_at_once() {
  sim::atomic<int> count(0, "count");
  sim::wait_group ended("ended");
  ended.add(1);
  sim::spawn("adder", [&] {
    count.fetch_add(1);
    ended.done();
  });
  count.fetch_add(1);
  ended.wait();
}

TEST(CheckSchedulesByName, EachStrategyFindsALostAddition) {
  for (const StrategyEntry& entry : all_strategies()) {
    if (entry.name == "starve") {
      continue;  // It finds what needs one task to come last, and here both must come between.
    }
    const SchedulesOptions options{.strategy = std::string(entry.name)};
    const auto parts = parts_of([&] { check_schedules(options, [] { add_twice(); }); });
    EXPECT_EQ(parts.size(), 1U) << entry.name;
  }
}

TEST(CheckSchedulesByName, PartialOrderReductionPlaysEachClassOnce) {
  const SchedulesResult result = check_schedules({.strategy = "dpor"}, add_at_once);
  EXPECT_EQ(result.executions, 2U);
  EXPECT_TRUE(result.complete);
}

TEST(CheckSchedulesByName, DepthFirstSearchSaysWhetherItsBoundsCutAnythingOff) {
  const SchedulesResult all = check_schedules({.runs = 100'000, .strategy = "dfs"}, add_at_once);
  EXPECT_TRUE(all.complete);
  const SchedulesResult some =
      check_schedules({.runs = 100'000, .strategy = "dfs", .preemptions = 1}, add_at_once);
  EXPECT_FALSE(some.complete);
  EXPECT_LT(some.executions, all.executions);
  EXPECT_FALSE(check_schedules({.runs = 1, .strategy = "dfs"}, add_at_once).complete);
}

TEST(CheckSchedulesByName, ABoundOnPreemptionsIsForDepthFirstSearchOnly) {
  EXPECT_THROW(check_schedules({.strategy = "dpor", .preemptions = 1}, [] {}),
               std::invalid_argument);
}

TEST(CheckSchedulesByName, AnExploredFailureIsReplayedByItsNumber) {
  const auto search = [](const SchedulesOptions& options) {
    return [&options] { check_schedules(options, [] { add_twice(); }); };
  };
  for (const char* strategy : {"dfs", "dpor", "auto", "pct", "surw", "pct+early-2"}) {
    const SchedulesOptions options{.strategy = strategy};
    const std::string found = failure_of(search(options));
    const std::size_t token = found.find("ROLLCALL_REPLAY=");
    ASSERT_NE(token, std::string::npos) << found;
    const std::size_t begin = token + std::string("ROLLCALL_REPLAY=").size();
    const Variable replay("ROLLCALL_REPLAY",
                          found.substr(begin, found.find(' ', begin) - begin).c_str());
    const std::string again = failure_of(search(options));
    const auto schedule = [](const std::string& text) {
      return text.substr(std::min(text.find("schedule:"), text.size()));
    };
    EXPECT_EQ(schedule(again), schedule(found)) << strategy;
    EXPECT_NE(again.find("replayed; strategy " + std::string(strategy)), std::string::npos)
        << again;
  }
}

TEST(CheckSchedulesByName, WhatNeverEndsIsALivelockForAnExplorationToo) {
  EXPECT_EQ(failure_of([] {
              check_schedules({.strategy = "dpor", .steps_max = 50}, [] {
                for (;;) {
                  sim::yield();
                }
              });
            }),
            "Failed\nlivelock: no execution ended within 50 steps");
}

void late() {
  const auto done = std::make_shared<sim::atomic<int>>(0, "done");
  sim::spawn("worker", [done] { done->store(1); });
  sim::sleep(Duration{10});
  const int seen = done->load();
  EXPECT_EQ(seen, 1);
}

TEST(CheckSchedulesByName, EarlyTimersAreMetByEveryStrategyThatIsAskedForThem) {
  for (const char* strategy : {"dfs", "dpor", "random", "pct", "auto", "round-robin"}) {
    EXPECT_TRUE(parts_of([&] { check_schedules({.strategy = strategy}, late); }).empty());
    const std::string failure =
        failure_of([&] { check_schedules({.strategy = strategy, .early_timers = 1}, late); });
    EXPECT_NE(failure.find("goes on early, by 10ns"), std::string::npos) << failure;
  }
}

// The first of its ten executions does.
TEST(CheckSchedulesByName, WhatTheProfileMeetsIsFound) {
  const auto search = [] {
    check_schedules({.runs = 1, .strategy = "surw"}, [] { EXPECT_TRUE(false) << "always"; });
  };
  const std::string found = failure_of(search);
  EXPECT_NE(found.find("execution 1 of 11; strategy surw, seed "), std::string::npos) << found;
  const std::string word = "ROLLCALL_REPLAY=";
  const std::size_t begin = found.find(word) + word.size();
  const Variable replay("ROLLCALL_REPLAY",
                        found.substr(begin, found.find(' ', begin) - begin).c_str());
  EXPECT_NE(failure_of(search).find("replayed; strategy surw"), std::string::npos);
}

TEST(CheckSchedulesByName, TheExecutionsOfAProfileAreCounted) {
  for (const auto& [strategy, executions] :
       {std::pair{"random", 20U}, std::pair{"pct", 30U}, std::pair{"random+early-1", 30U}}) {
    const SchedulesResult result = check_schedules({.runs = 20, .strategy = strategy}, [] {});
    EXPECT_EQ(result.executions, executions) << strategy;
  }
}

TEST(CheckSchedulesMarks, WhatMustBeSeenSometimesFailsTheSearchIfItNeverIs) {
  EXPECT_EQ(failure_of([] {
              check_schedules({.runs = 20}, [] {
                sim::reached("start");
                sim::sometimes(false, "queue-full");
              });
            }),
            "Failed\nsometimes: queue-full was seen in none of 20 executions");
  EXPECT_TRUE(
      parts_of([] { check_schedules({.runs = 20}, [] { sim::reached("start"); }); }).empty());
}

void write_without_a_lock() {
  sim::shared<int> value(0, "value");
  sim::wait_group ended("ended");
  ended.add(1);
  sim::spawn("writer", [&] {
    value.write(1);
    ended.done();
  });
  value.write(2);
  ended.wait();
}

TEST(CheckSchedulesRaces, OfPlainMemoryAreFoundUnlessToldNotToLook) {
  const std::string failure =
      failure_of([] { check_schedules({.runs = 1}, write_without_a_lock); });
  EXPECT_NE(failure.find("data-race: value"), std::string::npos) << failure;
  EXPECT_TRUE(parts_of([] {
                check_schedules({.runs = 100, .races = false}, write_without_a_lock);
              }).empty());
}

}  // namespace
}  // namespace rollcall
