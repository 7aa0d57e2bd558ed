// Tasks that wait in a loop, by every strategy: no livelock, and not for long.
#include "sim/strategy/factory.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/mutex.hpp"
#include "tests/sim/gtest/support.hpp"

#include <array>
#include <string>

namespace rollcall {
namespace {

// Each spawned task spins until the others have done their part.
void poller_and_setter() {
  sim::atomic<int> stop(0, "stop");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("poller", [&] {
    while (stop.load() == 0) {
    }
    ended.done();
  });
  sim::spawn("setter", [&] {
    stop.store(1);
    ended.done();
  });
  ended.wait();
}

void yielder_and_setter() {
  bool stop = false;  // which no op tells of
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("yielder", [&] {
    while (!stop) {
      sim::yield();
    }
    ended.done();
  });
  sim::spawn("setter", [&] {
    sim::yield();
    sim::yield();
    stop = true;
    ended.done();
  });
  ended.wait();
}

void in_a_circle() {
  constexpr int kTasks = 4;
  sim::atomic<int> turn(0, "turn");
  sim::wait_group ended("ended");
  ended.add(kTasks);
  for (int i = kTasks; i-- > 0;) {
    sim::spawn("member", [&, i] {
      int expected = i;
      while (!turn.compare_exchange(expected, i + 1)) {
        expected = i;
      }
      ended.done();
    });
  }
  ended.wait();
}

void tries_a_lock() {
  sim::mutex guard("guard");
  sim::wait_group ended("ended");
  ended.add(3);
  for (int i = 0; i < 3; ++i) {
    sim::spawn("member", [&] {
      while (!guard.try_lock()) {
      }
      sim::yield();
      guard.unlock();
      ended.done();
    });
  }
  ended.wait();
}

// The loop changes something, so that only the fair walk ends it.
void tests_and_sets() {
  sim::atomic<int> locked(0, "locked");
  sim::wait_group ended("ended");
  ended.add(3);
  for (int i = 0; i < 3; ++i) {
    sim::spawn("member", [&] {
      while (locked.exchange(1) != 0) {
      }
      locked.store(0);
      ended.done();
    });
  }
  ended.wait();
}

constexpr std::array kPrograms{&poller_and_setter, &yielder_and_setter, &in_a_circle, &tries_a_lock,
                               &tests_and_sets};

TEST(SpinLoops, AreNoLivelockUnderAnyStrategy) {
  for (const StrategyEntry& entry : all_strategies()) {
    for (const std::uint32_t early_timers : {0U, 2U}) {
      for (const auto program : kPrograms) {
        const SchedulesResult result = check_schedules(
            {.runs = 200, .strategy = std::string(entry.name), .early_timers = early_timers},
            program);
        EXPECT_FALSE(result.violation.has_value()) << entry.name;
      }
    }
  }
}

TEST(SpinLoops, AreNoLivelockWhereFewStepsAreAllowed) {
  for (const StrategyEntry& entry : all_strategies()) {
    for (const std::uint64_t steps_max : {200U, 1000U, 10'000U}) {
      for (const auto program : kPrograms) {
        const SchedulesResult result = check_schedules(
            {.runs = 200, .strategy = std::string(entry.name), .steps_max = steps_max}, program);
        EXPECT_FALSE(result.violation.has_value()) << entry.name << ", " << steps_max;
      }
    }
  }
}

// A loop that ends by itself gives up before the others are done, in some executions.
TEST(SpinLoops, ThatGiveUpDoSoInSomeExecutions) {
  for (const char* strategy : {"pct", "pos", "surw", "starve", "auto"}) {
    expect_violation("expectation", {.strategy = strategy}, [] {
      sim::atomic<int> ready(0, "ready");
      sim::wait_group ended("ended");
      ended.add(2);
      sim::spawn("patient", [&] {
        bool seen = false;
        for (int attempt = 0; attempt < 5 && !seen; ++attempt) {
          seen = ready.load() == 1;
        }
        EXPECT_TRUE(seen) << "it gave up";
        ended.done();
      });
      sim::spawn("setter", [&] {
        ready.store(1);
        ended.done();
      });
      ended.wait();
    });
  }
}

TEST(SpinLoops, ThatNobodyEndsAreALivelockUnderEveryStrategy) {
  for (const StrategyEntry& entry : all_strategies()) {
    expect_violation("livelock",
                     {.runs = 1, .strategy = std::string(entry.name), .steps_max = 2000}, [] {
                       sim::atomic<int> never(0, "never");
                       while (never.load() == 0) {
                       }
                     });
  }
}

// An execution takes a few dozen steps; with nobody to hold it back a task would spin for
// thousands.
TEST(SpinLoops, CostAFewStepsOnly) {
  for (const StrategyEntry& entry : all_strategies()) {
    constexpr std::uint64_t kRuns = 300;
    const SchedulesResult result =
        check_schedules({.runs = kRuns, .strategy = std::string(entry.name)}, poller_and_setter);
    EXPECT_LT(result.steps, 100 * kRuns) << entry.name;
  }
}

}  // namespace
}  // namespace rollcall
