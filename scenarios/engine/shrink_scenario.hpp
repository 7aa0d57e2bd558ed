#pragma once

#include "scenarios/engine/failure_search.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/trace/schedule.hpp"

#include <cstdint>
#include <optional>

namespace rollcall {

/// How large a failing scenario and its execution are.
struct CaseSize {
  std::uint64_t steps = 0;  // actions of the script: what is raced is counted one by one
  std::uint64_t workers = 0;
  std::uint64_t jobs = 0;
  std::uint64_t faults = 0;       // random ones, and what the network does at random
  std::uint64_t preemptions = 0;  // of the schedule
};

/// What a failing scenario was shrunk to.
struct ShrunkCase {
  Scenario scenario;  // its text and its name are still the original's
  /// Where neither the scenario alone nor an `order` makes every schedule fail.
  std::optional<Schedule> decisions;
  RunResult result;  // of an execution that fails
  CaseSize before;
  CaseSize after;
  std::uint64_t executions = 0;
  bool complete = false;  // there was time for everything
};

/// Shrinks a scenario and its schedule together, to what still violates the invariant of `search`.
///
/// Structure first (see all_reductions()), each candidate played by the decisions found so far and
/// by seeds under several strategies; then the schedule; again while that helps. What the schedule
/// must be is then said by an `order` of named points, if some make every schedule fail, else left
/// as decisions. A scenario that comes out is a fixpoint: shrunk again it is not changed.
/// Deterministic while there is time. `first` is a failing execution of `original`.
/// nullopt: it does not fail when it is played.
/// Sources: as of shrink(), whose schedules these are.
[[nodiscard]] std::optional<ShrunkCase> shrink_scenario(const Scenario& original,
                                                        const Schedule& first,
                                                        FailureSearch& search);

}  // namespace rollcall
