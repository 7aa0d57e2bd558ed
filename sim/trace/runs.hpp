#pragma once

#include "sim/trace/trace.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rollcall {

/// Consecutive steps of one task.
struct TaskRun {
  TaskId task = TaskId::kNone;
  std::uint64_t first_step = 0;
  std::uint64_t step_count = 0;
  Op first;
  Op last;
  bool preempted = false;    // it ended though the task could have gone on
  std::optional<Op> before;  // what the task does when it goes on, if it does
};

/// The execution as runs, in order. `preempted_after`: the steps that a preemption follows,
/// ascending, as Scribe::preempted_after() gives them.
[[nodiscard]] std::vector<TaskRun> runs_of(const Trace& trace,
                                           std::span<const std::uint64_t> preempted_after);

/// For people, a line a run, columns aligned, each line ended by a newline:
///
///   main             start ... see zero in ended   4 steps
///   register w1 #1   start ... read count          2 steps   preempted before: write count
///
[[nodiscard]] std::string describe(const Trace& trace, std::span<const TaskRun> runs);

}  // namespace rollcall
