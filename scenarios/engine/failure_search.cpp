#include "scenarios/engine/failure_search.hpp"

#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/scenario_writer.hpp"
#include "sim/base/random.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/strategy/shrink.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

constexpr std::uint64_t kBaseSeed = 0x726f6c6c63616c6c;  // any number, always the same one

// Few seeds of strategies that find different things; those that need a profile come last.
constexpr std::array<std::string_view, 4> kStrategies{"random", "pos", "starve", "pct"};
constexpr std::uint64_t kSeedsMax = 16;        // of each
constexpr std::uint64_t kSeedsMin = 2;         //
constexpr std::uint64_t kStepsOfEach = 8'000;  // of all its seeds: long executions get fewer

constexpr std::uint64_t kSeedsOfAlways = 20;  // of every strategy

// For a schedule, in executions.
constexpr std::uint64_t kSimplifyingMax = 2'000;
constexpr std::uint64_t kSimplifyingMin = 50;
constexpr std::uint64_t kSimplifyingSteps = 200'000;

}  // namespace

FailureSearch::FailureSearch(std::string manager, std::string invariant,
                             std::function<bool()> out_of_time)
    : manager_(std::move(manager)),
      invariant_(std::move(invariant)),
      out_of_time_(std::move(out_of_time)) {}

Scenario FailureSearch::reduced_to_the_case(const Scenario& scenario) const {
  Scenario reduced = scenario;
  reduced.tags.clear();
  reduced.runs = Scenario().runs;
  reduced.sometimes.clear();
  reduced.regressions.clear();
  reduced.expect = {{.manager = manager_, .violates = invariant_, .position = {}}};
  return reduced;
}

// Of each strategy, by how long the last failing execution was.
std::uint64_t FailureSearch::seed_count() const {
  return std::clamp(kStepsOfEach / std::max<std::uint64_t>(step_count_, 1), kSeedsMin, kSeedsMax);
}

std::unique_ptr<Scenario> FailureSearch::read_back(const Scenario& scenario) const {
  try {
    return std::make_unique<Scenario>(
        read_scenario(scenario.file, to_yaml(reduced_to_the_case(scenario)), vocabulary()));
  } catch (const InputError&) {
    return nullptr;  // An edit went too far.
  }
}

// An order that was not met is no conviction.
bool FailureSearch::fails(const RunResult& result) const {
  return result.violation && result.violation->invariant == invariant_ &&
         result.order_error.empty();
}

std::optional<Failing> FailureSearch::by_schedule(std::unique_ptr<Scenario>& scenario,
                                                  Player& player, const Schedule& schedule) {
  Evidence evidence;
  player.keep_strikes(&evidence.strikes);
  Guided guided(schedule);
  Scribe scribe(guided, guided.draws());
  ++executions_;
  RunResult result = player.executor()(scribe, scribe.draws(), nullptr);
  player.keep_strikes(nullptr);
  if (!fails(result)) {
    return std::nullopt;
  }
  step_count_ = result.steps;
  evidence.schedule = scribe.schedule();
  return Failing{.scenario = std::move(scenario),
                 .evidence = std::move(evidence),
                 .result = std::move(result),
                 .preemption_count = scribe.preempted_after().size()};
}

std::optional<Failing> FailureSearch::find_again(const Scenario& scenario, const Schedule& exact) {
  std::unique_ptr<Scenario> read = read_back(scenario);
  if (read == nullptr) {
    return std::nullopt;
  }
  Player player(*read, manager_);
  return by_schedule(read, player, exact);
}

std::optional<Failing> FailureSearch::find(const Scenario& scenario, const Schedule* hint) {
  std::unique_ptr<Scenario> read = out_of_time() ? nullptr : read_back(scenario);
  if (read == nullptr) {
    return std::nullopt;
  }
  Player player(*read, manager_);
  if (hint != nullptr) {
    if (std::optional<Failing> found = by_schedule(read, player, *hint)) {
      return found;
    }
  }
  for (const std::string_view strategy : kStrategies) {
    player.follow(strategy);
    for (std::uint64_t index = 0; index < seed_count(); ++index) {
      const std::uint64_t seed = mix(kBaseSeed, index);
      ++executions_;
      if (!fails(player.play(seed))) {
        continue;
      }
      Trace trace;
      static_cast<void>(player.play(seed, &trace));
      executions_ += 2;
      const Transcript transcript = transcribe(trace, player.executor());
      return by_schedule(read, player, transcript.schedule);
    }
  }
  return std::nullopt;
}

std::vector<std::vector<std::string>> FailureSearch::points_of_failures(const Scenario& scenario,
                                                                        const Schedule& hint) {
  std::vector<std::vector<std::string>> found;
  const std::unique_ptr<Scenario> read = out_of_time() ? nullptr : read_back(scenario);
  if (read == nullptr) {
    return found;
  }
  Player player(*read, manager_);
  const auto add = [&](const RunResult& result, Trace& trace) {
    ++executions_;
    if (fails(result) && std::find(found.begin(), found.end(), trace.points) == found.end()) {
      found.push_back(std::move(trace.points));
    }
  };
  Guided guided(hint);
  Trace by_hint;
  add(player.executor()(guided, guided.draws(), &by_hint), by_hint);
  for (const std::string_view strategy : kStrategies) {
    player.follow(strategy);
    for (std::uint64_t index = 0; index < seed_count(); ++index) {
      Trace trace;
      const RunResult result = player.play(mix(kBaseSeed, index), &trace);
      add(result, trace);
    }
  }
  return found;
}

bool FailureSearch::always(const Scenario& scenario) {
  const std::unique_ptr<Scenario> read = out_of_time() ? nullptr : read_back(scenario);
  if (read == nullptr) {
    return false;
  }
  Player player(*read, manager_);
  // One seed of each first: what does not hold is seen at once.
  for (const bool first : {true, false}) {
    for (const StrategyEntry& strategy : all_strategies()) {
      player.follow(strategy.name);
      for (std::uint64_t index = first ? 0 : 1; index < (first ? 1 : kSeedsOfAlways); ++index) {
        ++executions_;
        if (!fails(player.play(mix(~kBaseSeed, index)))) {
          return false;
        }
      }
    }
  }
  return true;
}

void FailureSearch::simplify(Failing& failing) {
  Player player(*failing.scenario, manager_);
  const Execute execute = player.executor();
  const auto timed = [&](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return out_of_time() ? RunResult{} : execute(strategy, draws, recording);
  };
  const std::uint64_t executions_max =
      std::clamp(kSimplifyingSteps / std::max<std::uint64_t>(failing.result.steps, 1),
                 kSimplifyingMin, kSimplifyingMax);
  const std::optional<Shrunk> shrunk =
      shrink(failing.evidence.schedule, timed, {.executions_max = executions_max});
  if (!shrunk) {
    return;
  }
  executions_ += shrunk->executions;
  std::unique_ptr<Scenario> scenario = std::make_unique<Scenario>(*failing.scenario);
  Player again(*scenario, manager_);
  if (std::optional<Failing> found = by_schedule(scenario, again, shrunk->schedule)) {
    failing = std::move(*found);
  }
}

}  // namespace rollcall
