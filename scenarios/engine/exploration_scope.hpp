#pragma once

#include "scenarios/language/scenario.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What an exploration of a scenario goes through, as scenarios of their own: in each everything is
/// settled but the order of steps and draws of few values.
///
/// Latency becomes 0, so that every order in which messages can be delivered is one of steps.
/// Random faults become branches of the script's steps: one scenario for each choice of at most
/// `faults_max` of them, each beside one step, so that it strikes before or after whatever else is
/// done in that moment. What is drawn from a range takes its least value, and no message is lost by
/// itself. Each reads back from its file as it is: what an exploration finds can be replayed.
struct ExplorationScope {
  std::vector<Scenario> scenarios;  // the first without a random fault
  std::vector<std::string> fixed;   // what is not gone through, in words
};

/// Of `manager`, which the scenario speaks of. `out` is the folder that the files are named in;
/// they are not written. More scenarios than `scenarios_max` are an InputError.
[[nodiscard]] ExplorationScope exploration_scope(const Scenario& scenario, std::string_view manager,
                                                 std::uint32_t faults_max, const std::string& out);

}  // namespace rollcall
