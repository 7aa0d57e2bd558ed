#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/step_names.hpp"
#include "sim/trace/schedule.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// Writes down what another strategy and another source of draws decide, as a schedule.
///
/// Changes nothing about the execution. Memory: some 50 bytes a step.
class Scribe final : public Strategy, private DrawSource {
 public:
  /// A step as it was decided on.
  struct Choice {
    StepPoint at;  // where the step before had left its task
    TaskId chosen = TaskId::kNone;
    TaskId fallback = TaskId::kNone;  // what the default rule chooses
    bool running_enabled = false;     // fallback is the running task: others preempt it
    std::vector<TaskId> others;       // not chosen, though enabled

    [[nodiscard]] bool preempts() const { return running_enabled && chosen != fallback; }
  };

  /// Both must outlive this.
  Scribe(Strategy& strategy, DrawSource& draws) : strategy_(strategy), source_(draws) {}

  [[nodiscard]] std::string_view name() const override { return strategy_.name(); }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] bool unfair() const override { return strategy_.unfair(); }
  [[nodiscard]] std::uint32_t early_timers() const override { return strategy_.early_timers(); }
  void named(TaskId id, const TaskName& name, const Task* parent) override;
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  void ended(const Task& task) override { strategy_.ended(task); }
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// To be given as RunOptions::draws.
  [[nodiscard]] DrawSource& draws() { return *this; }

  /// All from here are of the last execution.
  [[nodiscard]] const std::vector<Choice>& choices() const { return choices_; }
  [[nodiscard]] const StepNames& names() const { return names_; }
  [[nodiscard]] Schedule schedule() const;
  /// The steps, from 1, that a preemption follows; ascending.
  [[nodiscard]] std::vector<std::uint64_t> preempted_after() const;
  /// How often the clock went on early.
  [[nodiscard]] std::uint64_t early_timer_count() const;
  /// How often another task did the next step.
  [[nodiscard]] std::uint64_t switch_count() const;

 private:
  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override;

  Strategy& strategy_;
  DrawSource& source_;
  StepNames names_;
  std::vector<Choice> choices_;
  std::vector<NamedDraw> draws_;
  std::map<std::string, std::uint64_t, std::less<>> draw_counts_;  // by stream
};

}  // namespace rollcall
