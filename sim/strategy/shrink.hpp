#pragma once

#include "sim/strategy/reproduce.hpp"
#include "sim/trace/schedule.hpp"

#include <cstdint>
#include <optional>

namespace rollcall {

/// What makes one failing execution simpler than another, the most important first.
struct ScheduleCost {
  std::uint64_t draw_count = 0;  // of those that are not 0
  std::uint64_t draw_sum = 0;    // of their values; saturated
  std::uint64_t early_timer_count = 0;
  std::uint64_t preemption_count = 0;
  std::uint64_t switch_count = 0;
  std::uint64_t step_count = 0;
  std::uint64_t decision_count = 0;

  friend auto operator<=>(const ScheduleCost&, const ScheduleCost&) = default;
};

struct ShrinkOptions {
  std::uint64_t executions_max = 2000;
};

struct Shrunk {
  Schedule schedule;
  Failure failure;
  RunResult result;  // of the shrunk schedule
  ScheduleCost before;
  ScheduleCost after;
  std::uint64_t executions = 0;
  /// Every schedule with fewer preemptions, its draws the same and no more early timers, was played
  /// and does not fail so.
  bool minimal_proved = false;
};

/// A simpler schedule with the same failure. nullopt if `schedule` does not fail when it is played.
///
/// Passes to a fixpoint: draws to 0 and down, decisions dropped by blocks and one by one, runs of a
/// task merged, switches moved and led elsewhere; each result is played once. What budget is left
/// goes into all schedules with 0, 1, ... preemptions, which finds what the passes miss, and proves
/// that there is nothing to find. Deterministic. Of each execution it needs at most ten times the
/// steps of the first, and a thousand.
/// Sources: Zeller, Hildebrandt, "Simplifying and isolating failure-inducing input", TSE 2002;
/// MacIver, Donaldson, "Test-case reduction via test-case generation", ECOOP 2020; Musuvathi,
/// Qadeer, "Iterative context bounding", PLDI 2007.
[[nodiscard]] std::optional<Shrunk> shrink(const Schedule& schedule, const Execute& execute,
                                           const ShrinkOptions& options = {});

}  // namespace rollcall
