#pragma once

#include "sim/core/world.hpp"
#include "sim/strategy/exploration.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

namespace rollcall {

/// Where an exploration stands.
struct ExploreProgress {
  std::uint64_t executions = 0;  // complete ones, violating ones included
  std::uint64_t blocked = 0;     // given up as seen before
  std::uint64_t cut = 0;         // ended by the bound on steps
  std::uint64_t steps = 0;
  std::uint64_t estimate = 0;  // of the executions there are in all: a running guess, for people
};

struct ExploreOptions {
  StepCheck* check = nullptr;
  std::uint64_t executions_max = std::numeric_limits<std::uint64_t>::max();
  bool stops_at_violation = true;
  // Called after each execution that came to an end of its own.
  std::function<void(const RunResult&)> ended = nullptr;
  std::function<void(const ExploreProgress&)> progress = nullptr;  // after each execution
};

struct ExploreResult : ExploreProgress {
  bool complete = false;  // all there is, without a bound having cut anything off
  std::uint64_t violations = 0;
  std::optional<Violation> first_violation;
};

/// How many there are, if `executions` are that part of Exploration::kWhole; the largest number if
/// it is more than fits.
[[nodiscard]] inline std::uint64_t estimated(std::uint64_t executions, std::uint64_t explored) {
  __extension__ using Wide = unsigned __int128;
  const Wide all = Wide{executions} * Exploration::kWhole / explored;
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();
  return all > kMost ? kMost : static_cast<std::uint64_t>(all);
}

/// Plays `body` until `exploration` has gone through all executions, or a limit is reached.
template <typename Body>
ExploreResult explore(World& world, Exploration& exploration, const ExploreOptions& options,
                      Body&& body) {
  ExploreResult result;
  bool more = true;
  while (more && result.executions + result.blocked + result.cut < options.executions_max) {
    const RunResult run = world.run({.strategy = exploration,
                                     .check = options.check,
                                     .draws = &exploration,
                                     .log = &exploration.log(),
                                     .steps_max = std::numeric_limits<std::uint64_t>::max()},
                                    body);
    result.steps += run.steps;
    if (!run.given_up) {
      ++result.executions;
      if (options.ended) {
        options.ended(run);
      }
    } else {
      ++(exploration.blocked() ? result.blocked : result.cut);
    }
    if (run.violation) {
      ++result.violations;
      if (!result.first_violation) {
        result.first_violation = run.violation;
      }
      if (options.stops_at_violation) {
        return result;
      }
    }
    more = exploration.next();
    result.estimate = estimated(result.executions, exploration.explored());
    if (options.progress) {
      options.progress(result);
    }
  }
  result.complete = !more && !exploration.cut();
  return result;
}

}  // namespace rollcall
