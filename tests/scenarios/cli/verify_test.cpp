#include "scenarios/cli/verify.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using Lines = std::vector<std::string>;

TEST(FirstDivergence, ThereIsNoneInTheSameLines) {
  EXPECT_EQ(first_divergence({"a", "b"}, {"a", "b"}), "");
  EXPECT_EQ(first_divergence({}, {}), "");
}

TEST(FirstDivergence, ShowsBothSidesAndWhatCameBefore) {
  EXPECT_EQ(first_divergence({"1", "2", "3", "4", "x", "y"}, {"1", "2", "3", "4", "z"}),
            "after 4 events that are the same:\n    2\n    3\n    4\n"
            "this process:\n    x\n    y\n"
            "a fresh process:\n    z");
}

TEST(FirstDivergence, OneSideMayEndEarlier) {
  EXPECT_EQ(first_divergence({"1"}, {"1", "2"}),
            "after 1 events that are the same:\n    1\n"
            "this process:\n    (it has ended)\n"
            "a fresh process:\n    2");
  EXPECT_NE(first_divergence({"1", "2"}, {}), "");
}

TEST(ExecutionLines, SayEachEventTheViolationAndTheHash) {
  Trace trace;
  trace.task_names = {"main"};
  trace.object_names = {"", "mu"};
  trace.events.push_back({.step = 1,
                          .time = Time{Duration{5}},
                          .task = TaskId{0},
                          .op = {.kind = OpKind::kLock, .object = ObjectId{1}},
                          .note = ""});
  trace.events.push_back(
      {.step = 1, .time = Time{Duration{5}}, .task = TaskId{0}, .op = {}, .note = "two\nlines"});
  RunResult result{.violation = std::nullopt,
                   .order_error = "",
                   .diverged = false,
                   .given_up = false,
                   .steps = 1,
                   .end = Time{},
                   .trace_hash = 0xab};
  result.violation.emplace();
  result.violation->invariant = "panic";
  result.violation->message = "no";
  EXPECT_EQ(execution_lines(trace, result),
            (Lines{"step 1 at 5ns: main: lock mu", "step 1 at 5ns: main: two lines", "panic: no",
                   "trace hash 00000000000000ab, 1 steps"}));
}

}  // namespace
}  // namespace rollcall
