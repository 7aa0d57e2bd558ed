#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/spinners.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace rollcall {

/// A sampling strategy as searches play it: another decides, and this sees to three things that no
/// strategy needs to know of.
///
/// - Under an unfair strategy tasks that spin wait, as if they were blocked: see Spinners. That is
///   looked for once the execution is longer than usual, so that usual ones cost no more.
/// - It has its time, and then the world goes on by a fair walk: see Strategy::fair_after.
/// - The clock goes on early, at moments that are drawn: each execution draws how often, up to
///   `early_timers`, and each time before which of the steps at which it could. Those that could
///   have done a step were slow then; in half of the cases they stay so while another can go on.
///   The strategy is never offered the clock.
///
/// Guarantee: that of the strategy, in an execution of usual length.
/// Cost: a second virtual call, and O(1) per decision in a long execution while nobody spins.
class Sampler final : public Strategy {
 public:
  struct Options {
    std::uint64_t watched_after = 0;  // steps; from then on tasks that spin wait
    std::uint64_t fair_after = kFairAfter;
    std::uint32_t early_timers = 0;
    std::uint64_t timed_steps = 0;  // see Profile::timed_steps; 0: unknown, so that it is drawn
  };

  Sampler(std::unique_ptr<Strategy> strategy, const Options& options);

  [[nodiscard]] std::string_view name() const override { return strategy_->name(); }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return strategy_->sees_every_step(); }
  /// Those who are left behind by an early timer wait as under an unfair strategy.
  [[nodiscard]] bool unfair() const override { return unfair_ || options_.early_timers > 0; }
  [[nodiscard]] std::uint64_t fair_after() const override { return options_.fair_after; }
  [[nodiscard]] std::uint32_t early_timers() const override { return options_.early_timers; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  void ended(const Task& task) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// The one that decides.
  [[nodiscard]] const Strategy& strategy() const { return *strategy_; }

 private:
  void plan_early_timers(Choices& choices);
  [[nodiscard]] bool goes_on_early();
  void leave_behind(const TaskSet& tasks, Choices& choices);
  [[nodiscard]] Slot pick_task(const Situation& situation);
  [[nodiscard]] Slot pick_among(const Situation& situation, const TaskSet& tasks,
                                std::uint32_t count);

  std::unique_ptr<Strategy> strategy_;
  Options options_;
  bool unfair_ = false;  // in this execution
  Spinners spinners_;
  std::vector<std::uint64_t> early_at_;  // steps before which the clock can, the next one last
  std::uint64_t timed_steps_ = 0;        // so far
  TaskSet tasks_;                        // who may go next; kept for its memory
  TaskSet slow_;                         // tasks that wait while another can go on
};

}  // namespace rollcall
