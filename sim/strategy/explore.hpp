#pragma once

#include "sim/core/world.hpp"
#include "sim/strategy/exploration.hpp"
#include "sim/strategy/explored_outcome.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

/// Where an exploration stands.
struct ExploreProgress {
  std::uint64_t executions = 0;  // complete ones, violating ones included
  std::uint64_t blocked = 0;     // given up as seen before
  std::uint64_t cut = 0;         // ended by the bound on steps
  std::uint64_t steps = 0;
  // A running guess, for people, at how many executions there are in all: see estimated().
  std::uint64_t estimate = 0;
};

struct ExploreOptions {
  StepCheck* check = nullptr;
  std::uint64_t executions_max = std::numeric_limits<std::uint64_t>::max();
  bool stops_at_violation = true;  // false: all executions and all their outcomes
  // Called after each execution that came to an end of its own.
  std::function<void(const RunResult&)> ended = nullptr;
  std::function<void(const ExploreProgress&)> progress = nullptr;  // after each execution
  RaceDetector* races = nullptr;  // looks for data races if given: `data-race` is a violation then
  // In what state an execution ended, in words, asked after each that came to an end without a
  // violation. If given, ExploreResult::outcomes has these states, too.
  std::function<std::string(const RunResult&)> final_state = nullptr;
};

struct ExploreResult : ExploreProgress {
  bool complete = false;  // all there is, without a bound having cut anything off
  std::uint64_t violations = 0;
  std::optional<Violation> first_violation;
  // Every distinct violation, by violation_key(), and every final state, in the order in which they
  // were first met, with the number of executions that ended so. At most ExploredOutcomes::kMost.
  std::vector<ExploredOutcome> outcomes;
  std::uint64_t outcomes_not_kept = 0;  // executions with one of the other outcomes
};

/// So many or more: an estimate beyond it says only that there is no end in sight.
constexpr std::uint64_t kEstimateMost = 1'000'000'000'000;

/// How many executions there are if `executions` are that part of Exploration::kWhole, at most
/// kEstimateMost. 0, unknown, if there are none yet.
[[nodiscard]] inline std::uint64_t estimated(std::uint64_t executions, std::uint64_t explored) {
  __extension__ using Wide = unsigned __int128;
  const Wide all = Wide{executions} * Exploration::kWhole / explored;
  return all > kEstimateMost ? kEstimateMost : static_cast<std::uint64_t>(all);
}

namespace detail {

inline void count(ExploreResult& result, ExploredOutcomes& outcomes, const RunResult& run,
                  const Exploration& exploration, const ExploreOptions& options) {
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
    outcomes.add(violation_key(run), run, exploration.path());
  } else if (!run.given_up && options.final_state) {
    outcomes.add(options.final_state(run), run, exploration.path());
  }
}

}  // namespace detail

/// Plays `body` until `exploration` has gone through all executions, or a limit is reached.
///
///   World world;
///   RaceDetector races;
///   PartialOrder exploration(Bounds{});
///   const ExploreResult result = rollcall::explore(
///       world, exploration, {.stops_at_violation = false, .races = &races}, [] { sim::yield(); });
///   for (const ExploredOutcome& outcome : result.outcomes) {
///     std::cout << outcome.count << " executions: " << outcome.key << '\n';
///   }
template <typename Body>
ExploreResult explore(World& world, Exploration& exploration, const ExploreOptions& options,
                      Body&& body) {
  ExploreResult result;
  ExploredOutcomes outcomes;
  bool more = true;
  bool stopped = false;
  while (more && !stopped &&
         result.executions + result.blocked + result.cut < options.executions_max) {
    const RunResult run = world.run({.strategy = exploration,
                                     .check = options.check,
                                     .draws = &exploration,
                                     .log = &exploration.log(),
                                     .races = options.races,
                                     .steps_max = std::numeric_limits<std::uint64_t>::max()},
                                    body);
    detail::count(result, outcomes, run, exploration, options);
    stopped = run.violation && options.stops_at_violation;
    if (!stopped) {
      more = exploration.next();
      result.estimate = estimated(result.executions, exploration.explored());
      if (options.progress) {
        options.progress(result);
      }
    }
  }
  result.complete = !more && !exploration.cut();
  result.outcomes = outcomes.all();
  result.outcomes_not_kept = outcomes.not_kept();
  return result;
}

}  // namespace rollcall
