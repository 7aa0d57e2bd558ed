#pragma once

#include "scenarios/engine/player.hpp"
#include "scenarios/engine/regressions.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// Thrown when one seed gave two different executions: a bug of rollcall or hidden nondeterminism
/// in the code under test.
struct Nondeterminism {
  std::string scenario;
  std::string manager;
  std::uint64_t seed = 0;
  std::uint64_t first_hash = 0;
  std::uint64_t second_hash = 0;
};

/// One execution and the seed it belongs to.
struct Execution {
  std::uint64_t seed = 0;
  RunResult result;
};

/// A regression that was played.
struct RegressionVerdict {
  const Regression* regression = nullptr;
  Replayed replayed;
  bool convicts = false;
};

/// What `run` found about one scenario and manager.
struct Verdict {
  enum class Kind { kHolds, kViolation, kError };

  Kind kind = Kind::kHolds;
  bool expected = false;         // by `expect`
  Execution execution;           // the first violating one, else the first
  std::uint32_t executions = 0;  // played until this was known
  std::uint64_t steps = 0;       // of all of them
  // What `sometimes` asks for and no execution met. Nothing is asked where a violation is expected:
  // the first ends it.
  std::vector<std::string> unseen;
  std::vector<RegressionVerdict> regressions;  // of this manager
  const Regression* witness = nullptr;         // the execution is its, no run convicted

  [[nodiscard]] bool passed() const;
  /// Whether a regression no longer matches.
  [[nodiscard]] bool stale() const;
};

/// Of two times that are not negative; stays at the largest there is.
[[nodiscard]] Duration sum(Duration left, Duration right);

/// Seed i of a search over `base`.
[[nodiscard]] std::uint64_t execution_seed(std::uint64_t base, std::uint64_t index);

/// Seed i of a hunt by that strategy of a scenario with that hash of its content: where the
/// strategy is profiled, the first ones are those of the profile, whatever the base. So what is
/// played for the profile is played for the hunt.
[[nodiscard]] std::uint64_t hunt_seed(std::string_view strategy, std::uint64_t content,
                                      std::uint64_t base, std::uint64_t index);

/// What the scenario's `sometimes` asks for and these counts do not have.
[[nodiscard]] std::vector<std::string> unseen_marks(
    const Scenario& scenario, const std::map<std::string, std::uint64_t, std::less<>>& counts);

/// Plays up to `runs` executions, in order of index, until the expectation is decided: the first
/// violation ends it. Regressions are played besides; each must convict, and one that convicts of
/// what is expected does where no run does. `begins`, if given, is told before each what is played:
/// the index of a run, or `runs` and the place of a regression in the scenario added to it.
[[nodiscard]] Verdict run_scenario(Player& player, std::uint64_t base, std::uint32_t runs,
                                   const std::function<void(std::uint64_t)>& begins = {});

/// By invariant, kind of task and op: "no-stale-worker at register: unlock wm.mu".
[[nodiscard]] std::string signature_of(const Violation& violation);

/// Plays a seed again with full recording, and its recorded decisions once more.
/// Throws Nondeterminism if the hashes differ from each other or from `expected_hash`.
[[nodiscard]] RunResult record(Player& player, std::uint64_t seed,
                               std::optional<std::uint64_t> expected_hash, Trace& trace);

}  // namespace rollcall
