#include "scenarios/engine/player.hpp"

#include "scenarios/engine/script.hpp"
#include "sim/strategy/replay.hpp"

#include <algorithm>

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

}  // namespace

Player::Player(const Scenario& scenario, std::string_view manager, std::string_view strategy)
    : scenario_(scenario),
      manager_(manager),
      strategy_name_(strategy),
      names_(std::make_unique<TaskNames>(scenario)),
      steps_max_(steps_max(scenario)) {
  const auto found = std::find_if(scenario.expect.begin(), scenario.expect.end(),
                                  [&](const Expectation& e) { return e.manager == manager; });
  expectation_ = found == scenario.expect.end() ? nullptr : &*found;
  if (expectation_ == nullptr || expectation_->violates.empty()) {
    judged_.emplace(invariants_of(manager));
  } else if (const Invariant* invariant = find_invariant(expectation_->violates)) {
    judged_.emplace(std::span(&invariant, 1));
  } else {
    judged_.emplace(std::span<const Invariant* const>());  // The engine finds it.
  }
  looks_for_races_ = expectation_ != nullptr && expectation_->violates == "data-race";
  for (const OrderPoint& point : scenario.order) {
    order_.push_back(point.task + ": " + point.point);
  }
}

Player::~Player() = default;

RunResult Player::play(std::uint64_t seed, Trace* recording) {
  return execute({.seed = seed,
                  .strategy = strategy_to_play(),
                  .recording = recording,
                  .marks = recording == nullptr ? &marks_ : nullptr,
                  .steps_max = steps_max_});
}

Strategy& Player::strategy_to_play() {
  if (strategy_ == nullptr) {
    constexpr std::uint64_t kProfiledStepsMax = 1'000'000;  // of an execution: one may not end
    if (uses_profile(strategy_name_)) {
      profile_ = profile_by(name_hash(scenario_.text), [&](std::uint64_t seed, Strategy& profiler) {
        static_cast<void>(execute({.seed = seed,
                                   .strategy = profiler,
                                   .steps_max = std::min(kProfiledStepsMax, steps_max_)}));
      });
    }
    strategy_ = make_strategy(strategy_name_, profile_);
    ensure(strategy_ != nullptr, "a player's strategy is one of the factory's");
  }
  return *strategy_;
}

RunResult Player::replay(std::uint64_t seed, const Trace& recorded) {
  Replay strategy(recorded.decisions);
  RunResult result = execute({.seed = seed,
                              .strategy = strategy,
                              .replayed_draws = &recorded.draws,
                              .steps_max = steps_max_});
  result.diverged = result.diverged || strategy.stale_at().has_value();
  return result;
}

RunResult Player::execute(RunOptions options) {
  PoolLedger ledger(world_);
  InvariantPack pack(ledger, *judged_);
  options.check = &pack;
  options.order = order_;
  options.races = looks_for_races_ ? &races_ : nullptr;
  // Both outlive every task: daemons still refer to them when the first task has returned.
  std::unique_ptr<Subject> subject;
  std::optional<Script> script;
  return world_.run(options, [&] {
    subject = make_subject(manager_, scenario_, ledger);
    script.emplace(scenario_, *names_, *subject);
    script->play();
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
