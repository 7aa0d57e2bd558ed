#pragma once

#include "sim/base/op.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {

/// One line of a recording: a step of a task, or what the code under test said within that step.
struct TraceEvent {
  std::uint64_t step = 0;  // from 1; 0: before the first
  Time time{};
  TaskId task = TaskId::kNone;
  Op op;             // of the step; for a note, the op of the step it belongs to
  std::string note;  // "" for the step itself
};

/// One scheduling decision among two or more enabled tasks.
struct Decision {
  TaskId task = TaskId::kNone;
  Op op;

  friend bool operator==(const Decision&, const Decision&) = default;
};

/// One draw on a stream other than the schedule.
struct Draw {
  std::uint64_t stream = 0;  // hash of its name
  std::uint64_t bound = 0;
  std::uint64_t value = 0;  // in [0, bound)

  friend bool operator==(const Draw&, const Draw&) = default;
};

/// A generic table of state, for reports that know nothing of what it means.
struct Table {
  std::string title;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
};

/// A full recording of one execution: enough to explain it, and to play it again without its seed.
struct Trace {
  std::uint32_t early_timers = 0;         // that were allowed, see Strategy::early_timers
  std::vector<std::string> task_names;    // by TaskId
  std::vector<std::string> object_names;  // by ObjectId; [0] is ""
  std::vector<TraceEvent> events;
  std::vector<Decision> decisions;
  std::vector<Draw> draws;
  std::vector<std::string> points;    // come to, in order: "register w2 #1: published"
  std::vector<std::string> standing;  // at the end: what each unfinished task was about to do
  std::vector<Table> tables;          // at the end: the model's state
};

/// "lock wm.mu", "receive from jobs", "start".
[[nodiscard]] std::string describe(const Trace& trace, Op op);

}  // namespace rollcall
