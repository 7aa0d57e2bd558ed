#pragma once

#include "scenarios/engine/player.hpp"

#include <cstdint>
#include <functional>
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

/// What `run` found about one scenario and manager.
struct Verdict {
  enum class Kind { kHolds, kViolation, kError };

  Kind kind = Kind::kHolds;
  bool expected = false;
  Execution execution;           // the first violating one, else the first
  std::uint32_t executions = 0;  // played until this was known
  std::uint64_t steps = 0;       // of all of them
  // What `sometimes` asks for and no execution met. Nothing is asked where a violation is expected:
  // the first ends it.
  std::vector<std::string> unseen;
};

/// Of two times that are not negative; stays at the largest there is.
[[nodiscard]] Duration sum(Duration left, Duration right);

/// Seed i of a search over `base`.
[[nodiscard]] std::uint64_t execution_seed(std::uint64_t base, std::uint64_t index);

/// What the scenario's `sometimes` asks for and the player has not met in any execution so far.
[[nodiscard]] std::vector<std::string> unseen_marks(const Player& player);

/// Plays up to `runs` executions, in order of index, until the expectation is decided: the first
/// violation ends it.
[[nodiscard]] Verdict run_scenario(Player& player, std::uint64_t base, std::uint32_t runs);

/// Failures that are the same by invariant, kind of task and op.
struct Finding {
  std::string signature;  // "no-stale-worker at register: unlock wm.mu"
  std::string invariant;
  std::uint64_t count = 0;
  Execution first;
  bool expected = false;
};

[[nodiscard]] std::string signature_of(const Violation& violation);

struct HuntResult {
  std::vector<Finding> findings;  // in order of discovery
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  Duration virtual_time{};
  std::string order_error;  // of the first execution that could not meet `order`
  std::uint64_t order_error_seed = 0;
};

struct HuntLimits {
  std::uint64_t seeds = 0;
  std::uint32_t findings_max = 0;  // 0: no limit
  std::function<bool(const HuntResult& so_far)> out_of_time =
      {};  // asked every few executions; may report progress
};

/// Plays seeds 0, 1, ... of `base` until a limit is reached.
[[nodiscard]] HuntResult hunt_scenario(Player& player, std::uint64_t base,
                                       const HuntLimits& limits);

/// Plays a seed again with full recording, and its recorded decisions once more.
/// Throws Nondeterminism if the hashes differ from each other or from `expected_hash`.
[[nodiscard]] RunResult record(Player& player, std::uint64_t seed,
                               std::optional<std::uint64_t> expected_hash, Trace& trace);

}  // namespace rollcall
