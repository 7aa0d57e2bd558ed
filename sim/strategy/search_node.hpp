#pragma once

#include "sim/base/op.hpp"
#include "sim/core/task_set.hpp"
#include "sim/trace/step_log.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

/// A place before a step, in the tree of all executions: who could go on, who is to, who has.
struct SearchNode {
  struct Candidate {
    TaskId task = TaskId::kNone;
    Slot slot{};
  };
  struct Drawn {
    std::uint64_t value = 0;
    std::uint64_t count = 0;
  };
  // A task whose step was explored here, and all that this step touched, over its drawn values.
  struct Explored {
    TaskId task = TaskId::kNone;
    std::vector<Touch> touches = {};
    bool ends = false;  // it ended the execution: that comes after everything
  };

  std::vector<Candidate> enabled;
  TaskId taken = TaskId::kNone;    // kNone: nothing is left to take
  Explored current = {};           // of `taken`, so far
  std::vector<Drawn> draws;        // within its step
  std::vector<TaskId> to_explore;  // `taken` and what was explored included
  std::vector<Explored> explored;
  std::vector<Explored> sleeping;  // when the place was reached
};

/// Whether a place is left with something to take when it has gone through what it takes now.
[[nodiscard]] bool has_alternatives(const SearchNode& place);

/// From the end of an execution to the next one: the last place of `path` with an alternative takes
/// that, and what was below is gone. The first `fixed` places stay as they are; the one after them
/// stays, too, with nothing to take. False if no execution is left.
[[nodiscard]] bool advance_path(std::vector<SearchNode>& path, std::size_t fixed);

/// A place of the fixed part of a path is to be left by one of these tasks, too, preferably
/// `preferred`: then a schedule begins that is not known yet.
struct SourceRequest {
  std::size_t place = 0;  // index in the path
  std::vector<TaskId> initials = {};
  TaskId preferred = TaskId::kNone;

  friend bool operator==(const SourceRequest&, const SourceRequest&) = default;
};

/// Whether a task of `initials` is explored there, or need not be.
[[nodiscard]] bool satisfies(const SearchNode& place, const std::vector<TaskId>& initials);

/// Adds one of `initials` to what is explored there, unless that is so. False if nothing was added.
bool add_to_source_set(SearchNode& place, const std::vector<TaskId>& initials, TaskId preferred);

}  // namespace rollcall
