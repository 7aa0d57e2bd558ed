#pragma once

#include "sim/base/op.hpp"
#include "sim/core/task_set.hpp"
#include "sim/trace/step_log.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
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
  // A step of a task that was explored, with these drawn values, and all that it touched.
  struct Explored {
    TaskId task = TaskId::kNone;
    std::vector<std::uint64_t> drawn = {};
    std::vector<Touch> touches = {};
    bool ends = false;      // it ended the execution: that comes after everything
    bool asleep = true;     // since then, nothing conflicting was done
    std::size_t place = 0;  // where it was explored: index in the path
  };

  std::vector<Candidate> enabled;
  TaskId taken = TaskId::kNone;    // kNone: nothing is left to take
  Explored current = {};           // of `taken`, so far
  std::vector<Drawn> draws;        // within its step
  std::vector<TaskId> to_explore;  // `taken` and what was explored included
  std::vector<Explored> explored;
  // When the place was reached: tasks of which at least one outcome sleeps, with all outcomes.
  std::vector<Explored> sleeping;
};

/// Whether all that the task can do there was seen before. Where some outcomes of its draws were,
/// it is to be taken for the others.
[[nodiscard]] bool sleeps(const SearchNode& place, TaskId task);

/// The first value from `from` on that the task taken there can draw after `drawn` and that leads
/// to an outcome which does not sleep; `count` if there is none.
[[nodiscard]] std::uint64_t next_value(const SearchNode& place,
                                       std::span<const SearchNode::Drawn> drawn, std::uint64_t from,
                                       std::uint64_t count);

/// How many tasks have been gone through there.
[[nodiscard]] std::size_t explored_count(const SearchNode& place);

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
