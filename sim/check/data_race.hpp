#pragma once

#include "sim/base/op.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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

/// Finds data races of one execution: two accesses to one variable, one of them a write, that
/// nothing orders.
///
/// Complete and exact for the schedule at hand: no false alarm, and no miss among the first races
/// of each variable. Happens-before is the order of each task, and release to acquire.
/// Cost: O(1) for most accesses, O(tasks) for an acquire or a release.
/// Source: Flanagan, Freund, "FastTrack: efficient and precise dynamic race detection", PLDI 2009.
class RaceDetector {
 public:
  /// An execution starts; all handles are void.
  void begin();

  /// What `parent` has done so far happens before all that `child` does.
  void start(TaskId parent, TaskId child);
  /// What `from` has done so far happens before all that `to` does from now on.
  void pass(TaskId from, TaskId to);

  /// What was released into `clock` happens before all that `task` does from now on.
  void acquire(TaskId task, const SyncClock& clock);
  /// `clock` now stands for what `task` has done so far, and for nothing else.
  void release(TaskId task, SyncClock& clock);
  /// The same, besides what it stood for before.
  void merge(TaskId task, SyncClock& clock);

  /// An access of `task` at `step`. Says in words with which earlier access it races, if it does.
  [[nodiscard]] std::optional<std::string> read(TaskId task, std::uint64_t step, RaceCell& cell,
                                                AccessSite site);
  [[nodiscard]] std::optional<std::string> write(TaskId task, std::uint64_t step, RaceCell& cell,
                                                 AccessSite site);
};

}  // namespace rollcall
