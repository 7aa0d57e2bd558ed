#pragma once

#include "scenarios/engine/player.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/trace/decision_file.hpp"

#include <optional>
#include <string>

namespace rollcall {

/// Thrown where recorded decisions no longer match what they are played against: neither a pass nor
/// a failure.
struct StaleTrace {
  std::string file;
  std::string what;  // does not match
};

/// Where the decision file of a regression is.
[[nodiscard]] std::string path_of(const Scenario& scenario, const Regression& regression);

/// Reads it. Throws InputError at the entry of the scenario if it cannot be read or is none; if it
/// is of another version, DecisionFileError.
[[nodiscard]] DecisionFile read_decisions(const Scenario& scenario, const Regression& regression);

/// What became of recorded decisions that were played again.
struct Replayed {
  RunResult result;
  std::string stale;  // what no longer matches, in words; "" if all does
};

/// Plays decisions once; `recording` may be null.
[[nodiscard]] Replayed replay_decisions(Player& player, const Schedule& decisions,
                                        Trace* recording = nullptr);

/// Plays a regression: with its invariant alone judged, as of an expectation.
[[nodiscard]] Replayed replay_regression(const Scenario& scenario, const Regression& regression);

/// Whether it convicts as it says. A stale one never does.
[[nodiscard]] bool convicts(const Replayed& replayed, const Regression& regression);

}  // namespace rollcall
