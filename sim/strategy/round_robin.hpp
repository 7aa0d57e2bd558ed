#pragma once

#include "sim/core/strategy.hpp"

namespace rollcall {

/// One step each, in the order of their slots, again and again.
///
/// Guarantee: fair: a task that stays enabled runs within as many decisions as there are tasks. It
/// draws nothing, so there is one schedule for all seeds: a baseline, and a first look.
/// Cost: O(tasks / 64).
class RoundRobin final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "round-robin"; }
  void begin(Choices& choices) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  Slot next_{};
};

}  // namespace rollcall
