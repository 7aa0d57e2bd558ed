#pragma once

#include "sim/trace/step_log.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace rollcall {

/// Two steps of one execution whose order could have been the other way round.
struct Reversal {
  std::size_t first = 0;   // index of the earlier step
  std::size_t second = 0;  // of the later one; the count of steps for one that never happened
};

/// The order that the steps of an execution must keep to mean the same: that of each task, that of
/// conflicting touches, and that of a step and those it lets go on. Executions with equal orders
/// are equivalent (Mazurkiewicz traces).
///
/// A clock a step; clocks[task] is the number of steps, counted over all tasks, up to the last one
/// of that task that comes before or is it. Cost: O(tasks) a step and conflicting touch.
class HappensBefore {
 public:
  /// Steps from `from` on are new or others than at the last call.
  void update(const StepLog& log, std::size_t from);

  /// Whether step `first` must come before step `second`. Requires first < second.
  [[nodiscard]] bool before(std::size_t first, std::size_t second) const;

  /// The steps before `second` with which it races and could change places: conflicting, and not
  /// before it for another reason than this conflict. Latest first.
  [[nodiscard]] std::vector<std::size_t> rivals(std::size_t second) const;

  /// The same for a step that `task` would have done at the end, had it been enabled.
  [[nodiscard]] std::vector<std::size_t> rivals_of_pending(TaskId task, const Touch& touch) const;

  /// The tasks whose first step among those after `first` that need not come after it, and then
  /// `second`, has none of these before it: with each of them a schedule can begin that does
  /// `second` before `first`. `second` is the count of steps for the pending step of `task`.
  [[nodiscard]] std::vector<TaskId> initials(std::size_t first, std::size_t second,
                                             TaskId task) const;

  /// Equal for equivalent executions of one program, whatever the order of their steps.
  [[nodiscard]] std::uint64_t signature() const;

 private:
  using Clock = std::vector<std::uint32_t>;  // by TaskId

  struct Entry {
    std::size_t step = 0;
    Touch touch;
  };

  void add(std::size_t index);
  [[nodiscard]] bool covers(const Clock& clock, std::size_t step) const;
  [[nodiscard]] std::vector<std::size_t> rivals_among(TaskId task, const Clock& known,
                                                      std::size_t end,
                                                      std::span<const Touch> touches) const;
  static void join(Clock& into, const Clock& from);

  const StepLog* log_ = nullptr;
  std::vector<Clock> clocks_;  // of each step
  std::vector<Clock>
      known_;  // of each step: what its task knew before, without this step's touches
  std::vector<std::pair<std::size_t, Clock>> jumps_;  // first step after it; all before it
  std::map<TaskId, std::vector<std::size_t>> steps_of_;
  std::map<ObjectId, std::vector<Entry>> entries_;
};

}  // namespace rollcall
