#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/priority_table.hpp"

#include <cstdint>
#include <vector>

namespace rollcall {

/// PCT, probabilistic concurrency testing: the enabled task with the highest priority runs.
///
/// Each task is given a random priority when it is spawned, so that those of all tasks of an
/// execution are a uniform permutation, whenever each of them came. At depth - 1 decisions, drawn
/// uniformly, the task that was picked falls to a low priority that belongs to this change point
/// and to no other: of two tasks that have fallen, either may be the lower one.
///
/// Guarantee: a bug of depth d (d ordering constraints suffice for it), in an execution of n tasks
/// and k decisions, is found with probability at least 1 / (n * k^(d - 1)). A decision is one among
/// two or more enabled tasks, here and in the estimate of k.
/// Cost: O(1) below 64 tasks, but for a task that blocks: O(enabled).
/// Source: Burckhardt, Kothari, Musuvathi, Nagarakatte, "A randomized scheduler with probabilistic
/// guarantees of finding bugs", ASPLOS 2010.
class Pct final : public Strategy {
 public:
  /// Requires depth > 0. `decisions` is the estimate of k; 0: unknown, so that each execution draws
  /// it among the powers of two from 32 to 4096.
  explicit Pct(std::uint32_t depth, std::uint64_t decisions = 0);

  [[nodiscard]] std::string_view name() const override { return "pct"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool unfair() const override { return true; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  struct ChangePoint {
    std::uint64_t decision = 0;  // counted from 1
    std::uint32_t level = 0;     // where the task that was picked there falls to
  };

  void demote(Slot picked);

  std::uint32_t depth_;
  std::uint64_t length_;
  std::vector<ChangePoint> changes_;  // the next one last
  std::uint64_t next_change_ = 0;
  std::uint64_t decision_count_ = 0;
  PriorityTable priorities_;
};

}  // namespace rollcall
