#pragma once

#include "sim/base/op.hpp"
#include "sim/core/choices.hpp"
#include "sim/core/task_set.hpp"

#include <cstdint>
#include <string_view>

namespace rollcall {

class World;
struct Task;

/// What a strategy sees when it decides: the tasks whose announced op is enabled, two or more. The
/// clock may be among them, see early_timers().
struct Situation {
  const World& world;
  const TaskSet& enabled;
  std::uint32_t enabled_count = 0;
  Choices& choices;
  const Task* previous = nullptr;  // who did the last step; null at the start and if it has ended
};

/// What pick() returns to end the execution here: it is redundant.
inline constexpr Slot kGiveUp{0xffffffff};

/// When an unfair strategy has had its time, in steps, where nobody knows how long an execution
/// usually is: more than what those draw that have to guess (see Pct).
inline constexpr std::uint64_t kFairAfter = 10'000;

/// Makes the schedule's choices. Keeps no state across executions but what begin() sets.
class Strategy {
 public:
  Strategy() = default;
  virtual ~Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;

  [[nodiscard]] virtual std::string_view name() const = 0;

  /// An execution starts. Draws by `choices.schedule()` are those of its seed.
  virtual void begin(Choices&) {}

  /// Whether pick() is asked where only one task is enabled, too. Asked after begin().
  [[nodiscard]] virtual bool sees_every_step() const { return false; }

  /// Whether it may let an enabled task wait for ever. Asked after begin().
  [[nodiscard]] virtual bool unfair() const { return false; }

  /// After how many steps the world goes on in place of an unfair strategy, by a fair walk; half of
  /// the steps of an execution at most. Asked after begin().
  [[nodiscard]] virtual std::uint64_t fair_after() const { return kFairAfter; }

  /// How often at most, in an execution, the clock may go on early: to the next timers though a
  /// task could do a step. All that could was slow then. While some of it is left and a timer is
  /// pending, the clock is one of those that pick() is offered; its step is a step like others.
  /// Asked after begin().
  [[nodiscard]] virtual std::uint32_t early_timers() const { return 0; }

  /// A task or a timer's step exists from now on, made by `parent`, null for the root and the
  /// clock. In order of id, and before spawned().
  virtual void named(TaskId /*id*/, const TaskName& /*name*/, const Task* /*parent*/) {}

  /// A task exists from now on, or a timer's step is due; `parent` is null for the root, and where
  /// the parent has ended. Its slot may have been another's.
  virtual void spawned(const Task& /*task*/, const Task* /*parent*/, Choices&) {}

  /// A task has ended; its slot is free.
  virtual void ended(const Task& /*task*/) {}

  /// The task to run next, one of `situation.enabled`, or kGiveUp.
  [[nodiscard]] virtual Slot pick(const Situation& situation) = 0;
};

/// Each enabled task is equally likely.
[[nodiscard]] inline Slot uniform_pick(const Situation& situation) {
  const std::uint64_t rank = situation.choices.schedule(situation.enabled_count);
  return situation.enabled.nth(static_cast<std::uint32_t>(rank));
}

/// How the world itself goes on after an unfair strategy, see Strategy::fair_after: each enabled
/// task is equally likely, and the clock does not go on early.
class FairWalk final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "fair"; }
  [[nodiscard]] Slot pick(const Situation& situation) override;
};

}  // namespace rollcall
