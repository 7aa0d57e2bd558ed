#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/profile.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace rollcall {

/// Each execution draws, from its seed, the strategy that plays it: most often SURW, and else URW,
/// POS, PCT at some depth, starve or the random walk, whose strengths complement each other.
///
/// Guarantee: that of each part, at its share of the executions.
/// Cost: that of the part, and a second virtual call.
class Auto final : public Strategy {
 public:
  /// `profile` must outlive this.
  explicit Auto(const Profile& profile);

  [[nodiscard]] std::string_view name() const override { return "auto"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return drawn_->sees_every_step(); }
  [[nodiscard]] bool unfair() const override { return drawn_->unfair(); }
  void named(TaskId id, const TaskName& name, const Task* parent) override {
    drawn_->named(id, name, parent);
  }
  void spawned(const Task& task, const Task* parent, Choices& choices) override {
    drawn_->spawned(task, parent, choices);
  }
  void ended(const Task& task) override { drawn_->ended(task); }
  [[nodiscard]] Slot pick(const Situation& situation) override { return drawn_->pick(situation); }

  /// The one that plays this execution, or the last one. Requires that one has begun.
  [[nodiscard]] const Strategy& drawn() const { return *drawn_; }

 private:
  struct Part {
    std::unique_ptr<Strategy> strategy;
    std::uint32_t weight = 1;
  };

  std::vector<Part> parts_;
  std::uint32_t weight_sum_ = 0;
  Strategy* drawn_ = nullptr;
};

}  // namespace rollcall
