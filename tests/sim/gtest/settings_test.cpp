#include "sim/gtest/settings.hpp"

#include "sim/base/random.hpp"
#include "tests/sim/gtest/support.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <stdexcept>
#include <string>

namespace rollcall {
namespace {

std::string rejection(const char* variable, const char* value) {
  const Variable set(variable, value);
  try {
    check_schedules({}, [] {});
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

TEST(SearchSettings, EnvironmentHasTheLastWord) {
  const Variable runs("ROLLCALL_RUNS", "3");
  const Variable seed("ROLLCALL_SEED", "0x10");
  const SchedulesResult result = check_schedules({.runs = 9, .seed = 1}, [] {});
  EXPECT_EQ(result.executions, 3U);
  EXPECT_EQ(result.seed, mix(16, 2));
  const Variable strategy("ROLLCALL_STRATEGY", "random");
  EXPECT_EQ(search_settings({.strategy = "other"}).strategy, "random");
}

TEST(SearchSettings, EmptyVariableCountsAsUnset) {
  const Variable runs("ROLLCALL_RUNS", "");
  const Variable replay("ROLLCALL_REPLAY", "");
  EXPECT_EQ(check_schedules({.runs = 9}, [] {}).executions, 9U);
}

TEST(SearchSettings, ReplayPlaysThatOneExecution) {
  SchedulesResult found;
  const std::string failure = failure_of([&] { found = check_schedules({}, [] { add_twice(); }); });
  const std::size_t token =
      failure.find("ROLLCALL_REPLAY=") + std::string("ROLLCALL_REPLAY=").size();
  const Variable replay("ROLLCALL_REPLAY",
                        failure.substr(token, failure.find(' ', token) - token).c_str());
  const Variable runs("ROLLCALL_RUNS", "50");
  SchedulesResult again;
  const std::string replayed =
      failure_of([&] { again = check_schedules({.seed = 99}, [] { add_twice(); }); });
  EXPECT_EQ(again.executions, 1U);
  EXPECT_EQ(again.seed, found.seed);
  EXPECT_EQ(again.violation, found.violation);
  EXPECT_NE(replayed.find(", replayed; strategy random"), std::string::npos) << replayed;
  EXPECT_EQ(failure.substr(failure.find("schedule:")), replayed.substr(replayed.find("schedule:")));
}

TEST(SearchSettings, ReplayOfWhatHoldsSaysSo) {
  const Variable replay("ROLLCALL_REPLAY", "random:0x1");
  testing::internal::CaptureStdout();
  const SchedulesResult result = check_schedules({}, [] {});
  EXPECT_EQ(testing::internal::GetCapturedStdout(),
            "rollcall: nothing fails in random:0x1 (steps: 1)\n");
  EXPECT_EQ(result.executions, 1U);
}

TEST(SearchSettings, RejectsVariablesThatSayNothing) {
  EXPECT_EQ(rejection("ROLLCALL_RUNS", "0"), "ROLLCALL_RUNS=0: expected a whole number from 1");
  EXPECT_EQ(rejection("ROLLCALL_RUNS", "10k"), "ROLLCALL_RUNS=10k: expected a whole number from 1");
  EXPECT_EQ(rejection("ROLLCALL_SEED", "-1"),
            "ROLLCALL_SEED=-1: expected a whole number such as 17 or 0x11");
  EXPECT_EQ(rejection("ROLLCALL_SEED", "0x"),
            "ROLLCALL_SEED=0x: expected a whole number such as 17 or 0x11");
  EXPECT_EQ(rejection("ROLLCALL_STRATEGY", "chaos"), "unknown strategy 'chaos'; there is: random");
  for (const char* token : {"17", "random:", "random:x"}) {
    EXPECT_EQ(rejection("ROLLCALL_REPLAY", token),
              "ROLLCALL_REPLAY=" + std::string(token) +
                  ": expected what a failure prints, such as random:0x1f");
  }
  EXPECT_EQ(rejection("ROLLCALL_REPLAY", "pct:0x1"), "unknown strategy 'pct'; there is: random");
}

TEST(ReplayLine, IsQuotedForAShell) {
  char* const name = program_invocation_name;
  std::string spaced = "/my tests/it's";
  program_invocation_name = spaced.data();
  const std::string line = replay_line("random", 31);
  program_invocation_name = name;
  EXPECT_EQ(line,
            "ROLLCALL_REPLAY=random:0x1f '/my tests/it'\\''s' "
            "--gtest_filter=ReplayLine.IsQuotedForAShell");
}

}  // namespace
}  // namespace rollcall
