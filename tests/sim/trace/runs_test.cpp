#include "sim/trace/runs.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rollcall {
namespace {

TraceEvent step(std::uint64_t number, std::uint32_t task, Op op, std::string note = "") {
  return {.step = number, .time = {}, .task = TaskId{task}, .op = op, .note = std::move(note)};
}

const Op kLock{.kind = OpKind::kLock, .object = ObjectId{1}};
const Op kUnlock{.kind = OpKind::kUnlock, .object = ObjectId{1}};
const Op kStart{.kind = OpKind::kStart};

// main starts, w1 locks, main looks, w1 unlocks.
Trace example() {
  Trace trace;
  trace.task_names = {"main", "register w1"};
  trace.object_names = {"", "mu"};
  trace.events = {step(1, 0, kStart),  step(2, 1, kStart),
                  step(3, 1, kLock),   step(3, 1, kLock, "has locked"),
                  step(4, 1, kUnlock), step(5, 0, {.kind = OpKind::kYield}),
                  step(6, 1, kLock),   step(7, 1, kUnlock)};
  return trace;
}

TEST(Runs, AreConsecutiveStepsOfOneTask) {
  const std::vector<TaskRun> runs = runs_of(example(), {});
  ASSERT_EQ(runs.size(), 4U);
  EXPECT_EQ(runs[1].task, TaskId{1});
  EXPECT_EQ(runs[1].first_step, 2U);
  EXPECT_EQ(runs[1].step_count, 3U) << "a note is no step";
  EXPECT_EQ(runs[1].last, kUnlock);
  EXPECT_EQ(runs[1].before, kLock);
  EXPECT_FALSE(runs[1].preempted);
  EXPECT_EQ(runs[3].before, std::nullopt);
}

TEST(Runs, AreShownAlignedWithPreemptionsMarked) {
  const Trace trace = example();
  const std::vector<std::uint64_t> preempted{4, 5};
  EXPECT_EQ(describe(trace, runs_of(trace, preempted)),
            "main          start                 1 step\n"
            "register w1   start ... unlock mu   3 steps   preempted before: lock mu\n"
            "main          yield                 1 step    preempted\n"
            "register w1   lock mu, unlock mu    2 steps\n");
}

TEST(Runs, OfNothingAreNone) {
  EXPECT_TRUE(runs_of(Trace{}, {}).empty());
  EXPECT_EQ(describe(Trace{}, std::vector<TaskRun>{}), "");
}

}  // namespace
}  // namespace rollcall
