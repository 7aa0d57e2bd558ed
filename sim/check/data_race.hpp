#pragma once

#include "sim/base/op.hpp"
#include "sim/check/vector_clock.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// A place that synchronises: the handle of a vector clock in the running execution's RaceDetector.
/// 0: nothing was released into it. Plain data, so an object that carries it costs nothing while no
/// races are looked for.
struct SyncClock {
  std::uint32_t index = 0;
};

/// The handle of a variable's access history.
struct RaceCell {
  std::uint32_t index = 0;
};

/// Where in the source an access stands. The text must outlive the detector: it is a literal.
struct AccessSite {
  const char* file = "";
  std::uint32_t line = 0;
};

/// One access to a variable, as a reader wants to see it. The name's text must outlive the
/// execution.
struct MemoryAccess {
  TaskId task = TaskId::kNone;
  TaskName task_name;
  std::uint64_t step = 0;
  AccessSite site;
};

/// Two accesses, at least one of them a write, that nothing orders.
struct Race {
  MemoryAccess earlier;
  bool earlier_wrote = false;
  MemoryAccess later;
  bool later_wrote = false;
};

/// "'b' reads it at pool.cpp:7 (step 9), 'a' wrote it at pool.cpp:3 (step 5), and nothing orders
/// the two".
[[nodiscard]] std::string describe(const Race& race);

/// Finds data races of one execution: two accesses to one variable, one of them a write, that
/// nothing orders.
///
/// Complete and exact for the schedule at hand: no false alarm, and no miss among the first races
/// of each variable. Happens-before is the order of each task, and release to acquire.
/// Cost: O(1) for most accesses, O(tasks) for an acquire or a release, and for a write after reads
/// that nothing ordered. Clocks and histories are kept from one execution to the next, so that one
/// like the last allocates nothing. Each task of an execution takes a place in every clock that has
/// heard of it.
/// Source: Flanagan, Freund, "FastTrack: efficient and precise dynamic race detection", PLDI 2009.
class RaceDetector {
 public:
  /// An execution starts; all handles are void.
  void begin();

  /// What `parent` has done so far happens before all that `child` does.
  void start(TaskId parent, TaskId child) { pass(parent, child); }
  /// What `from` has done so far happens before all that `to` does from now on.
  void pass(TaskId from, TaskId to);
  /// What all have done so far happens before all that `task` does from now on: everybody else
  /// rests.
  void pass_all(TaskId task);

  /// What was released into `clock` happens before all that `task` does from now on.
  void acquire(TaskId task, const SyncClock& clock);
  /// `clock` now stands for what `task` has done so far, and for nothing else.
  void release(TaskId task, SyncClock& clock);
  /// The same, besides what it stood for before.
  void merge(TaskId task, SyncClock& clock);

  /// An access, now. Says with which earlier access it races, if it does: with the last write
  /// before any read.
  [[nodiscard]] std::optional<Race> read(const MemoryAccess& access, RaceCell& cell);
  [[nodiscard]] std::optional<Race> write(const MemoryAccess& access, RaceCell& cell);

 private:
  struct Record {
    Epoch epoch;
    MemoryAccess access;
  };
  // A variable's last write, and the reads since: one while each comes after the one before, and
  // one a task where some do not. Reads that a write came after are forgotten.
  struct History {
    Record write;
    std::vector<Record> reads;
  };

  VectorClock& clock_of(TaskId task);
  VectorClock& clock_of(SyncClock& clock);
  History& history_of(RaceCell& cell);

  // Deques: a reference stays good when the next is made. Those beyond the count are spare.
  std::deque<VectorClock> tasks_;  // by TaskId
  std::size_t task_count_ = 0;
  std::deque<VectorClock> clocks_;  // by SyncClock::index - 1
  std::size_t clock_count_ = 0;
  std::deque<History> histories_;  // by RaceCell::index - 1
  std::size_t history_count_ = 0;
};

}  // namespace rollcall
