#pragma once

#include "sim/strategy/shared_clock.hpp"
#include "sim/trace/step_log.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace rollcall {

/// A step that could have come after a later one, and how a schedule begins that does the later one
/// before it.
struct Reversal {
  std::size_t first = 0;              // index of the earlier step
  std::vector<TaskId> initials = {};  // one of these tasks goes on instead of it
};

/// A step that was not done before step `end`, the count of steps included, and after that could
/// not be done any more.
struct PendingStep {
  TaskId task = TaskId::kNone;
  std::size_t end = 0;
  bool enabled = false;              // right before `end`
  std::span<const Touch> touches{};  // that it would have done
};

/// The order that the steps of an execution must keep to mean the same: that of each task, that of
/// conflicting touches, and that of a step and those it lets go on. Executions with equal orders
/// are equivalent (Mazurkiewicz traces).
///
/// A clock a step; clocks[task] is the number of steps, counted over all tasks, up to the last one
/// of that task that comes before or is it. Clocks share what is equal in them (SharedClock), so a
/// step and a conflicting touch cost what their clocks differ in, in memory as in time.
class HappensBefore {
 public:
  /// Steps from `from` on are new or others than at the last call.
  void update(const StepLog& log, std::size_t from);

  /// Whether step `first` must come before step `second`. Requires first < second.
  [[nodiscard]] bool before(std::size_t first, std::size_t second) const;

  /// The steps before `second` with which it races and could change places: conflicting, and not
  /// before it for another reason than this conflict. Latest first.
  [[nodiscard]] std::vector<Reversal> reversals(std::size_t second) const;
  [[nodiscard]] std::vector<Reversal> reversals(const PendingStep& second) const;

  /// The tasks whose first step among those of (first, end) that need not come after `first`, and
  /// then the next one of `task`, has none of these before it.
  [[nodiscard]] std::vector<TaskId> initials_before(std::size_t first, std::size_t end,
                                                    TaskId task) const;

  /// Equal for equivalent executions of one program, whatever the order of their steps.
  [[nodiscard]] std::uint64_t signature() const;

 private:
  using Clock = SharedClock;

  struct Entry {
    std::size_t step = 0;
    Touch touch;
  };

  void add(std::size_t index);
  [[nodiscard]] bool covers(const Clock& clock, std::size_t step) const;
  // A step whose rivals are looked for.
  struct Later {
    TaskId task = TaskId::kNone;
    std::size_t end = 0;  // its index, or that of the step before which it is pending
    const Clock& known;   // what its task knew before
    std::span<const Touch> touches;
    bool pending = false;
    bool enabled = true;
  };
  // One of these: with `first` there is nothing between that `later` could have done without.
  struct Rival {
    std::size_t first = 0;
    bool waited = false;  // what it waits for must come first, so only what it needs may do so, too
  };

  [[nodiscard]] std::vector<Reversal> reversals_of(const Later& later) const;
  void add_rivals(const Later& later, const Touch& touch, std::vector<Rival>& found) const;
  [[nodiscard]] bool can_end_without(std::size_t step) const;
  [[nodiscard]] bool enough_before(const Entry& taken, const Later& later) const;
  [[nodiscard]] bool comes_before(std::size_t earlier, const Later& later) const;
  [[nodiscard]] std::vector<TaskId> initials(const Rival& rival, const Later& later) const;

  const StepLog* log_ = nullptr;
  std::vector<Clock> clocks_;  // of each step
  std::vector<Clock>
      known_;  // of each step: what its task knew before, without this step's touches
  std::vector<std::pair<std::size_t, Clock>> jumps_;  // first step after it; all before it
  std::map<TaskId, std::vector<std::size_t>> steps_of_;
  std::map<TaskId, std::vector<std::size_t>> let_gone_by_;  // steps that let the task go on
  std::map<ObjectId, std::vector<Entry>> entries_;
};

}  // namespace rollcall
