#pragma once

#include "model/invariants/pack.hpp"
#include "scenarios/engine/coverage.hpp"
#include "scenarios/engine/draw_names.hpp"
#include "scenarios/engine/strikes.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/core/world.hpp"
#include "sim/strategy/exploration.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/strategy/random.hpp"
#include "sim/strategy/reproduce.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

class TaskNames;

/// Plays one scenario against one manager, any number of times.
///
/// An execution is a function of the scenario's content, the manager, the strategy's name and the
/// seed: what a strategy estimates comes from profiled executions that are seeded by the content. A
/// seed of theirs is played as it was for the profile: by a random walk.
/// Where the scenario expects this manager to violate an invariant, that one alone is judged
/// (besides what the engine finds by itself), so that an earlier consequence of the same defect
/// does not hide it; else all are. An `order` binds a manager that has points. Data races are
/// looked for only where one is expected: elsewhere a hunt would pay for it. The scenario must
/// outlive the player. Not to be shared between threads.
class Player {
 public:
  /// `strategy` is one that make_strategy() knows.
  Player(const Scenario& scenario, std::string_view manager, std::string_view strategy = "random");
  ~Player();
  Player(const Player&) = delete;
  Player& operator=(const Player&) = delete;

  /// One execution under a seed, by the strategy; recorded if `recording` is given.
  [[nodiscard]] RunResult play(std::uint64_t seed, Trace* recording = nullptr);

  /// The seed of that index of a hunt over `base`: where the strategy is profiled, the first ones
  /// are those of the profile.
  [[nodiscard]] std::uint64_t hunted_seed(std::uint64_t base, std::uint64_t index) const;

  /// From now on play() goes by this strategy.
  void follow(std::string_view strategy);

  /// What the executions of play() that were not recorded have met, and how often.
  [[nodiscard]] const Marks& marks() const { return marks_; }

  /// The recorded decisions and draws of an execution of this player, made again. Its `diverged`
  /// says whether one of either did not match.
  [[nodiscard]] RunResult replay(std::uint64_t seed, const Trace& recorded);

  /// One execution of an exploration, which decides all there is to decide. It ends at rest: the
  /// orders of the shutdown would multiply all others.
  [[nodiscard]] RunResult explore(Exploration& exploration, Trace* recording = nullptr);

  /// What the exploration decides in its next execution, up to a step (from 1) that is not done any
  /// more: the process may die of it.
  [[nodiscard]] Schedule explore_before(Exploration& exploration, std::uint64_t step);

  /// Plays executions by strategies and draws from outside: for transcribe(), reproduce() and
  /// shrink(). Good as long as the player.
  [[nodiscard]] Execute executor();

  /// From now on what executions go through is added there; null: nowhere.
  void cover(Coverage* coverage) { coverage_ = coverage; }

  /// From now on what random weather does is kept there, of the last execution; null: nowhere.
  void keep_strikes(Strikes* strikes) { strikes_ = strikes; }

  /// See World::map_stacks.
  void map_stacks(std::span<const std::uint32_t> order) { world_.map_stacks(order); }

  /// Null if the scenario says nothing of this manager.
  [[nodiscard]] const Expectation* expectation() const { return expectation_; }
  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] const std::string& manager() const { return manager_; }
  [[nodiscard]] const std::string& strategy() const { return strategy_name_; }

  /// Where the scenario asks for the task of that name; else where it states its expectation.
  [[nodiscard]] Position position_of(std::string_view task_name) const;

 private:
  [[nodiscard]] Strategy& strategy_to_play(std::uint64_t seed);
  enum class Until { kShutDown, kRest };
  [[nodiscard]] RunResult execute(RunOptions options, Until until = Until::kShutDown);

  std::optional<Scenario> repaired_;  // of "documented+REPAIR": the scenario with that repair
  const Scenario& scenario_;
  std::string manager_;
  std::string strategy_name_;
  const Expectation* expectation_ = nullptr;
  std::optional<JudgingList> judged_;
  std::vector<std::string> order_;
  std::unique_ptr<TaskNames> names_;
  DrawNames draw_names_;
  std::uint64_t steps_max_ = 0;
  bool looks_for_races_ = false;
  bool has_conditions_;
  bool judges_conditions_ = false;
  RaceDetector races_;
  Marks marks_;
  Coverage* coverage_ = nullptr;
  Strikes* strikes_ = nullptr;
  std::uint64_t content_;  // hash of the scenario's
  RandomWalk walk_;        // plays the seeds of the profile
  Profile profile_;        // once a strategy has used one; outlives it
  bool profiled_ = false;
  std::unique_ptr<Strategy> strategy_;  // null until it is needed
  World world_;
};

}  // namespace rollcall
