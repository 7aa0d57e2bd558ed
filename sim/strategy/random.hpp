#pragma once

#include "sim/core/strategy.hpp"

namespace rollcall {

/// Random walk: each enabled task is equally likely at each decision. O(1) below 64 tasks.
///
/// Guarantee: every schedule has a positive probability; a bug that needs one task overtaken n
/// times has one that falls exponentially in n, so it is the baseline and not the tool for deep
/// races.
class RandomWalk final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "random"; }
  [[nodiscard]] Slot pick(const Situation& situation) override;
};

}  // namespace rollcall
