#pragma once

#include "sim/strategy/exploration.hpp"

#include <string_view>

namespace rollcall {

/// Depth-first search: every schedule and every drawn value, one execution each.
///
///     path   0/2 -> 1/2 -> 0/3      (alternative taken / how many there are)
///     next   0/2 -> 1/2 -> 1/3      the last that has a sibling goes on; below it all start at 0
///
/// Guarantee: complete up to the bounds; with a preemption bound, every schedule of at most that
/// many preemptions. Cost: exponential in the number of steps; O(depth) memory.
/// Source: Musuvathi, Qadeer, "Iterative context bounding for systematic testing of multithreaded
/// programs", PLDI 2007, for the bound on preemptions.
class DepthFirst final : public Exploration {
 public:
  explicit DepthFirst(const Bounds& bounds) : Exploration(bounds) {}

  [[nodiscard]] std::string_view name() const override { return "dfs"; }
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  void begin_execution() override { preemption_count_ = 0; }
  void add_place(const Situation& situation, TaskId going_on);

  std::uint32_t preemption_count_ = 0;
};

}  // namespace rollcall
