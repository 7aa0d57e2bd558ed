#include "sim/gtest/check_schedules.hpp"

#include "sim/base/random.hpp"
#include "sim/core/world.hpp"
#include "sim/sync/mutex.hpp"
#include "tests/sim/gtest/support.hpp"

#include <gtest/gtest.h>

#include <mutex>
#include <stdexcept>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

void lock_in_two_orders() {
  sim::mutex first("first");
  sim::mutex second("second");
  sim::wait_group ended("ended");
  ended.add(2);
  const auto take = [&ended](sim::mutex& outer, sim::mutex& inner) {
    outer.lock();
    inner.lock();
    inner.unlock();
    outer.unlock();
    ended.done();
  };
  sim::spawn("forth", [&] { take(first, second); });
  sim::spawn("back", [&] { take(second, first); });
  ended.wait();
}

TEST(CheckSchedules, OfWhatHoldsIsSilentAndPlaysAllRuns) {
  SchedulesResult result;
  const auto parts = parts_of([&] {
    result = check_schedules({.runs = 200}, [] {
      sim::atomic<int> count(0, "count");
      sim::wait_group ended("ended");
      ended.add(1);
      sim::spawn("adder", [&] {
        EXPECT_EQ(count.fetch_add(1), 0);
        ended.done();
      });
      ended.wait();
      SUCCEED();
    });
  });
  EXPECT_EQ(parts.size(), 0U);
  EXPECT_EQ(result.executions, 200U);
  EXPECT_GE(result.steps, 200U * 6);
  EXPECT_FALSE(result.violation.has_value());
}

TEST(CheckSchedules, EndsAtTheFirstViolationAndReportsItOnce) {
  SchedulesResult result;
  const auto parts = parts_of([&] { result = check_schedules({}, [] { add_twice(); }); });
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_TRUE(parts.front().nonfatally_failed());
  EXPECT_TRUE(std::string(parts.front().file_name()).ends_with("tests/sim/gtest/support.hpp"));
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "expectation");
  EXPECT_NE(result.violation->message.find("support.hpp:"), std::string::npos);
  EXPECT_LT(result.executions, 1000U);
}

TEST(CheckSchedules, ExpectationsThatFailInTwoTasksAreReportedOnce) {
  int tried = 0;
  const auto parts = parts_of([&] {
    check_schedules({.seed = 1}, [&] {
      for (int i = 0; i < 2; ++i) {
        sim::spawn("task", [&tried] {
          EXPECT_TRUE(false) << "first";
          EXPECT_TRUE(false) << "second, in the same step";
          ++tried;
          sim::yield();
          ++tried;
        });
      }
    });
  });
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_NE(std::string(parts.front().message()).find("first"), std::string::npos);
  EXPECT_EQ(std::string(parts.front().message()).find("second"), std::string::npos);
  EXPECT_EQ(tried, 2) << "the execution ends at that step, and is played once again";
}

TEST(CheckSchedules, FatalExpectationEndsItsTaskAndTheExecution) {
  bool went_on = false;
  const std::string failure = failure_of([&] {
    check_schedules({}, [&] {
      ASSERT_EQ(1, 2);
      went_on = true;
    });
  });
  EXPECT_NE(failure.find("Expected equality of these values:\n  1\n  2\n"), std::string::npos)
      << failure;
  EXPECT_FALSE(went_on);
}

TEST(CheckSchedules, ExceptionThatLeavesATaskIsAPanic) {
  const std::string failure =
      failure_of([] { check_schedules({}, [] { throw std::runtime_error("out of coins"); }); });
  EXPECT_NE(failure.find("panic: task 'main' panicked: out of coins\n"), std::string::npos)
      << failure;
}

TEST(CheckSchedules, WhatTasksDoWhileTheyAreEndedDoesNotHideTheFirstFailure) {
  struct Dying {
    ~Dying() { EXPECT_TRUE(false) << "a dying task"; }
  };
  const std::string failure = failure_of([] {
    check_schedules({}, [] {
      sim::spawn("dying", [] {
        const Dying dying;
        try {
          sim::sleep(1h);
        } catch (...) {
          throw std::runtime_error("in place of the cancellation");
        }
      });
      sim::sleep(1ms);
      EXPECT_TRUE(false) << "the first";
    });
  });
  EXPECT_NE(failure.find("the first"), std::string::npos) << failure;
  EXPECT_EQ(failure.find("dying task"), std::string::npos) << failure;
  EXPECT_EQ(failure.find("in place of"), std::string::npos) << failure;
}

TEST(CheckSchedules, OtherViolationsAreReportedAtTheCall) {
  const auto parts = parts_of([] { check_schedules({}, [] { lock_in_two_orders(); }); });
  ASSERT_EQ(parts.size(), 1U);
  const std::string message = parts.front().message();
  EXPECT_NE(message.find("\ndeadlock: forth waits to lock second, "
                         "held by back"),
            std::string::npos)
      << message;
  EXPECT_TRUE(std::string(parts.front().file_name()).ends_with("check_schedules_test.cpp"));
}

TEST(CheckSchedules, MoreStepsThanTheBoundAreALivelock) {
  const SchedulesResult result = expect_violation("livelock", {.steps_max = 50}, [] {
    for (;;) {
      sim::yield();
    }
  });
  EXPECT_EQ(result.steps, 50U);
}

TEST(CheckSchedules, SkipInATaskEndsTheSearchAndSkipsTheTest) {
  SchedulesResult result;
  const auto parts = parts_of([&] {
    result = check_schedules(
        {}, [] { sim::spawn("task", [] { GTEST_SKIP() << "not on this machine"; }); });
  });
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_TRUE(parts.front().skipped());
  EXPECT_NE(std::string(parts.front().message()).find("not on this machine"), std::string::npos);
  EXPECT_EQ(result.executions, 1U);
  EXPECT_FALSE(result.violation.has_value());
}

TEST(CheckSchedules, InsideATaskOfAnotherSearchIsAPanicOfThatTask) {
  const std::string failure =
      failure_of([] { check_schedules({}, [] { check_schedules({}, [] {}); }); });
  EXPECT_NE(failure.find("inside a task of another search"), std::string::npos) << failure;
  EXPECT_EQ(parts_of([] { check_schedules({}, [] {}); }).size(), 0U) << "and the next one works";
}

TEST(CheckSchedules, BodyThatKeepsStateIsToldFromARace) {
  int calls = 0;
  const std::string failure =
      failure_of([&] { check_schedules({}, [&] { EXPECT_NE(++calls, 3); }); });
  EXPECT_NE(failure.find("execution 3 of 1000"), std::string::npos) << failure;
  EXPECT_NE(failure.find("not deterministic: "), std::string::npos) << failure;
  EXPECT_EQ(failure.find("schedule:"), std::string::npos) << failure;
}

TEST(CheckSchedules, RefusesOptionsThatSayNothing) {
  EXPECT_THROW(check_schedules({.runs = 0}, [] {}), std::invalid_argument);
  try {
    check_schedules({.strategy = "rnadom"}, [] {});
    ADD_FAILURE() << "accepted";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "unknown strategy 'rnadom'; there is: random");
  }
}

TEST(CheckSchedules, SeedsComeFromTheTestsNameUnlessTheyAreGiven) {
  const std::uint64_t base =
      name_hash("CheckSchedules.SeedsComeFromTheTestsNameUnlessTheyAreGiven");
  EXPECT_EQ(check_schedules({.runs = 3}, [] {}).seed, mix(base, 2));
  EXPECT_EQ(check_schedules({.runs = 3, .seed = 7}, [] {}).seed, mix(7, 2));
}

TEST(ExpectViolation, HoldsWhenTheSearchFindsIt) {
  const auto parts = parts_of([] {
    const SchedulesResult result = expect_violation("deadlock", {}, [] { lock_in_two_orders(); });
    EXPECT_EQ(result.violation.value().invariant, "deadlock");
    expect_violation("expectation", {}, [] { add_twice(); });
  });
  EXPECT_EQ(parts.size(), 0U);
}

TEST(ExpectViolation, FailsWhenNothingOrSomethingElseIsFound) {
  EXPECT_EQ(failure_of([] { expect_violation("deadlock", {.runs = 5, .seed = 1}, [] {}); }),
            "Failed\nexpected deadlock, but nothing failed; executions 5, strategy random, base "
            "seed 0x1");
  const std::string other =
      failure_of([] { expect_violation("deadlock", {}, [] { add_twice(); }); });
  EXPECT_NE(other.find("expected deadlock, but found\nexpectation: "), std::string::npos) << other;
  EXPECT_NE(other.find("schedule: "), std::string::npos) << other;
}

class ParameterisedCheck : public testing::TestWithParam<int> {};

TEST_P(ParameterisedCheck, HasItsOwnSeedsAndReplayLine) {
  const std::string name =
      "Sums/ParameterisedCheck.HasItsOwnSeedsAndReplayLine/" + std::to_string(GetParam() - 1);
  SchedulesResult result;
  const std::string failure =
      failure_of([&] { result = check_schedules({}, [] { EXPECT_EQ(GetParam(), 0); }); });
  EXPECT_EQ(result.seed, mix(name_hash(name), 0));
  EXPECT_TRUE(failure.ends_with("--gtest_filter=" + name)) << failure;
}

INSTANTIATE_TEST_SUITE_P(Sums, ParameterisedCheck, testing::Values(1, 2));

}  // namespace
}  // namespace rollcall
