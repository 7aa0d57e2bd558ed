#pragma once

#include "sim/core/strategy.hpp"

#include <cstdint>

namespace rollcall {

/// Goes by another strategy until that has decided on a step, which is not done any more.
class StopBefore final : public Strategy {
 public:
  /// `strategy` sees every step, and must outlive this. Steps count from 1.
  StopBefore(Strategy& strategy, std::uint64_t step) : strategy_(strategy), left_(step) {}

  [[nodiscard]] std::string_view name() const override { return strategy_.name(); }
  void begin(Choices& choices) override { strategy_.begin(choices); }
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] bool unfair() const override { return strategy_.unfair(); }
  [[nodiscard]] std::uint64_t fair_after() const override { return strategy_.fair_after(); }
  [[nodiscard]] std::uint32_t early_timers() const override { return strategy_.early_timers(); }
  void named(TaskId id, const TaskName& name, const Task* parent) override {
    strategy_.named(id, name, parent);
  }
  void spawned(const Task& task, const Task* parent, Choices& choices) override {
    strategy_.spawned(task, parent, choices);
  }
  void ended(const Task& task) override { strategy_.ended(task); }
  [[nodiscard]] Slot pick(const Situation& situation) override {
    const Slot slot = strategy_.pick(situation);
    return --left_ == 0 ? kGiveUp : slot;
  }

 private:
  Strategy& strategy_;
  std::uint64_t left_;
};

}  // namespace rollcall
