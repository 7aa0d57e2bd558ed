#include "scenarios/hunt/profiled_depth.hpp"

#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/death.hpp"
#include "scenarios/hunt/own_process.hpp"
#include "sim/base/ensure.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace rollcall {
namespace {

constexpr std::uint64_t kSeeds = 3;
// Executions of more steps are not played again under another seed: their lengths hardly differ.
constexpr std::uint64_t kEnough = 100'000;

// An invariant that the engine finds by itself: where it is expected, no other is judged.
Scenario with_nothing_judged(Scenario scenario, std::string_view manager) {
  for (Expectation& expectation : scenario.expect) {
    if (expectation.manager == manager) {
      expectation.violates = "deadlock";
    }
  }
  return scenario;
}

std::uint64_t longest_of(const Scenario& scenario, std::string_view manager) {
  const Scenario played = with_nothing_judged(scenario, manager);
  Player player(played, manager);
  std::uint64_t longest = 0;
  for (std::uint64_t seed = 0; seed < kSeeds && longest < kEnough; ++seed) {
    longest = std::max(longest, player.play(seed).steps);
  }
  return longest;
}

// As far as it came, if its process died of it.
std::uint64_t steps_of(const Scenario& scenario, std::string_view manager) {
  const BatchEnd end =
      in_own_process([&] { return std::to_string(longest_of(scenario, manager)); });
  if (end.kind != BatchEnd::Kind::kDone) {
    return failure_of(end).steps;
  }
  std::uint64_t steps = 0;
  std::from_chars(end.answer.data(), end.answer.data() + end.answer.size(), steps);
  return steps;
}

}  // namespace

std::uint64_t profiled_depth(std::span<const Scenario> scenarios, std::string_view manager) {
  ensure(!scenarios.empty(), "somebody explores something");
  std::uint64_t longest = steps_of(scenarios.front(), manager);
  if (scenarios.size() > 1) {
    longest = std::max(longest, steps_of(scenarios.back(), manager));
  }
  constexpr std::uint64_t kRoom = 4;
  constexpr std::uint64_t kWhole = 1000;
  const std::uint64_t depth = (kRoom * longest + kWhole - 1) / kWhole * kWhole;
  return std::clamp(depth, kDepthLeast, kDepthMost);
}

}  // namespace rollcall
