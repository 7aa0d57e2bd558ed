#pragma once

#include "scenarios/cli/options.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/language/scenario.hpp"

#include <memory>
#include <string>
#include <vector>

namespace rollcall {

/// What is wrong with the input, all of it, ready to print. Caught once, by the application: exit
/// code 2.
struct BadInput {
  std::string text;
  std::size_t problem_count = 0;
};

/// Reads the scenario files under `paths`, in order of path within each folder. Throws BadInput for
/// all problems of all files. "a.yaml@room=2" selects of a file with `params` the instances that
/// have these values.
[[nodiscard]] std::vector<std::unique_ptr<Scenario>> read_scenarios(
    const std::vector<std::string>& paths);

/// What names this scenario on a command line: its file, and of an instance its values.
[[nodiscard]] std::string selection_of(const Scenario& scenario);

/// A player by `strategy` for each scenario and manager of its `expect`, in order; only `manager`
/// if that is not empty.
[[nodiscard]] std::vector<std::unique_ptr<Player>> make_players(
    const std::vector<std::unique_ptr<Scenario>>& scenarios, const std::string& manager,
    const std::string& strategy);

/// With its early timers.
[[nodiscard]] std::string strategy_of(const CommonOptions& options);

/// The names to sample by, without early timers.
[[nodiscard]] std::vector<std::string> strategy_names();

/// Why there is no player.
[[nodiscard]] std::string nothing_selected(const std::string& manager);

}  // namespace rollcall
