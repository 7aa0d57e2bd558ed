#pragma once

#include "sim/core/strategy.hpp"

#include <cstdint>
#include <optional>

namespace rollcall {

/// One task runs only when nothing else can; the others are a random walk.
///
/// Guarantee: which of the n tasks of an execution is starved is uniform, and the one it comes to
/// is starved from its start: where one task must be overtaken by all others, a share of 1/n of the
/// executions does that, however many others there are. No estimate.
/// Cost: O(1) below 64 tasks. The choice is a reservoir of one (Vitter, "Random sampling with a
/// reservoir", TOMS 1985): the kth task to come takes the place with probability 1/k.
/// Source: the idea of delaying one task against all others is that of delay-bounded scheduling,
/// Emmi, Qadeer, Rakamaric, POPL 2011.
class Starve final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "starve"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool unfair() const override { return true; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  void ended(const Task& task) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  std::uint64_t task_count_ = 0;
  std::optional<Slot> starved_;  // none while it has ended
};

}  // namespace rollcall
