#include "scenarios/engine/player.hpp"

#include "scenarios/engine/scenario_conditions.hpp"
#include "scenarios/engine/script.hpp"
#include "scenarios/engine/search.hpp"
#include "scenarios/engine/stop_before.hpp"
#include "sim/strategy/replay.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace rollcall {

namespace {

// A plan of many actions takes many steps and is no livelock: each may take a thousand.
std::uint64_t steps_max(const Scenario& scenario) {
  std::uint64_t acts = scenario.jobs ? scenario.jobs->count : 0;
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      acts += branch.actions.size();
    }
  }
  return 10'000'000 + 1000 * acts;
}

// nullopt: the scenario as it is.
std::optional<Scenario> with_repair(const Scenario& scenario, std::string_view repair) {
  if (repair.empty()) {
    return std::nullopt;
  }
  Scenario repaired = scenario;
  repaired.manager.repair = repair;
  return repaired;
}

}  // namespace

Player::Player(const Scenario& scenario, std::string_view manager, std::string_view strategy)
    : repaired_(with_repair(scenario, manager_repair(manager))),
      scenario_(repaired_ ? *repaired_ : scenario),
      manager_(manager),
      strategy_name_(strategy),
      names_(std::make_unique<TaskNames>(scenario_)),
      draw_names_(scenario_),
      steps_max_(steps_max(scenario)),
      has_conditions_(has_conditions(scenario_)),
      content_(name_hash(scenario_.text)) {
  const auto found = std::find_if(scenario_.expect.begin(), scenario_.expect.end(),
                                  [&](const Expectation& e) { return e.manager == manager; });
  expectation_ = found == scenario_.expect.end() ? nullptr : &*found;
  if (expectation_ == nullptr || expectation_->violates.empty()) {
    judged_.emplace(invariants_of(manager_kind(manager)));
    judges_conditions_ = true;
  } else if (const Invariant* invariant = find_invariant(expectation_->violates)) {
    judged_.emplace(std::span(&invariant, 1));
  } else {
    judged_.emplace(std::span<const Invariant* const>());  // The engine finds it, or a condition.
    judges_conditions_ = expectation_->violates.starts_with("scenario-");
  }
  looks_for_races_ = expectation_ != nullptr && expectation_->violates == "data-race";
  if (!points_of(manager).empty()) {
    for (const OrderPoint& point : scenario.order) {
      order_.push_back(point.task + ": " + point.point);
    }
  }
}

Player::~Player() = default;

RunResult Player::play(std::uint64_t seed, Trace* recording) {
  return execute({.seed = seed,
                  .strategy = strategy_to_play(seed),
                  .recording = recording,
                  .marks = recording == nullptr ? &marks_ : nullptr,
                  .steps_max = steps_max_});
}

void Player::follow(std::string_view strategy) {
  strategy_name_ = strategy;
  strategy_.reset();
}

std::uint64_t Player::hunted_seed(std::uint64_t base, std::uint64_t index) const {
  return hunt_seed(strategy_name_, content_, base, index);
}

Strategy& Player::strategy_to_play(std::uint64_t seed) {
  if (is_profiled_seed(content_, seed) && uses_profile(strategy_name_)) {
    return walk_;
  }
  if (strategy_ == nullptr) {
    constexpr std::uint64_t kProfiledStepsMax = 1'000'000;  // of an execution: one may not end
    // What one process profiles is no news of the executions it plays.
    Coverage* const coverage = std::exchange(coverage_, nullptr);
    if (uses_profile(strategy_name_) && !std::exchange(profiled_, true)) {
      profile_ = profile_by(content_, [&](std::uint64_t profiled, Strategy& profiler) {
        static_cast<void>(execute({.seed = profiled,
                                   .strategy = profiler,
                                   .steps_max = std::min(kProfiledStepsMax, steps_max_)}));
      });
    }
    coverage_ = coverage;
    strategy_ = make_strategy(strategy_name_, profile_);
    ensure(strategy_ != nullptr, "a player's strategy is one of the factory's");
  }
  return *strategy_;
}

RunResult Player::replay(std::uint64_t seed, const Trace& recorded) {
  Replay strategy(recorded.decisions, recorded.early_timers);
  RunResult result = execute({.seed = seed,
                              .strategy = strategy,
                              .replayed_draws = &recorded.draws,
                              .steps_max = steps_max_});
  result.diverged = result.diverged || strategy.stale_at().has_value();
  return result;
}

RunResult Player::explore(Exploration& exploration, Trace* recording) {
  return execute({.strategy = exploration,
                  .recording = recording,
                  .draws = &exploration,
                  .log = &exploration.log(),
                  .steps_max = std::numeric_limits<std::uint64_t>::max()},
                 Until::kRest);
}

Schedule Player::explore_before(Exploration& exploration, std::uint64_t step) {
  Scribe scribe(exploration, exploration);
  StopBefore stopping(scribe, step);
  static_cast<void>(execute({.strategy = stopping,
                             .draws = &scribe.draws(),
                             .log = &exploration.log(),
                             .steps_max = std::numeric_limits<std::uint64_t>::max()},
                            Until::kRest));
  return scribe.schedule();
}

Execute Player::executor() {
  return [this](Strategy& strategy, DrawSource& draws, Trace* recording) {
    return execute(
        {.strategy = strategy, .recording = recording, .draws = &draws, .steps_max = steps_max_});
  };
}

RunResult Player::execute(RunOptions options, Until until) {
  PoolLedger ledger(world_);
  InvariantPack pack(ledger, *judged_);
  StepCheck* check = &pack;
  std::optional<ScenarioConditions> conditions;
  if (has_conditions_) {
    check = &conditions.emplace(scenario_, ledger, pack, judges_conditions_);
  }
  if (strikes_ != nullptr) {
    strikes_->clear();
  }
  std::optional<CoveredCheck> covered;
  if (coverage_ != nullptr) {
    check = &covered.emplace(*check, ledger, *coverage_);
    options.log = coverage_->looks_for_pairs ? &coverage_->steps : nullptr;
  }
  options.check = check;
  options.order = order_;
  options.races = looks_for_races_ ? &races_ : nullptr;
  // Both outlive every task: daemons still refer to them when the first task has returned.
  std::unique_ptr<Subject> subject;
  std::optional<Script> script;
  return world_.run(options, [&] {
    subject = make_subject(manager_, scenario_, draw_names_, ledger);
    script.emplace(scenario_, *names_, draw_names_, *subject, strikes_);
    script->play();
    if (until == Until::kShutDown) {
      subject->shut_down();
    }
    if (conditions) {
      conditions->finish(world_);
    }
  });
}

Position Player::position_of(std::string_view task_name) const {
  for (const Step& step : scenario_.steps) {
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        if (names_->of(action) == task_name) {
          return action.position;
        }
      }
    }
  }
  return expectation_ == nullptr ? Position{.line = 1, .column = 1} : expectation_->position;
}

}  // namespace rollcall
