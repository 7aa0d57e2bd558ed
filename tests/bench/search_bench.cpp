// Executions until a planted bug first shows, by strategy: the median of 30 campaigns, each a base
// seed of its own.
#include "sim/strategy/factory.hpp"
#include "tests/sim/planted/planted.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {
namespace {

constexpr std::uint64_t kCampaigns = 30;
constexpr std::uint64_t kExecutionsMax = 10'000;

// kExecutionsMax + 1 if none of them shows it.
std::uint64_t executions_to_first(World& world, const PlantedBug& bug, Strategy& strategy,
                                  std::uint64_t campaign) {
  std::uint64_t count = 1;
  while (count <= kExecutionsMax &&
         !world.run({.seed = mix(campaign, count), .strategy = strategy}, bug.body).violation) {
    ++count;
  }
  return count;
}

// Ends early once more than half of the campaigns have found nothing.
std::string median(World& world, const PlantedBug& bug, Strategy& strategy) {
  std::vector<std::uint64_t> counts;
  std::uint64_t misses = 0;
  for (std::uint64_t campaign = 0; campaign < kCampaigns && 2 * misses <= kCampaigns; ++campaign) {
    counts.push_back(executions_to_first(world, bug, strategy, campaign));
    misses += counts.back() > kExecutionsMax ? 1U : 0U;
  }
  std::sort(counts.begin(), counts.end());
  const std::uint64_t middle = counts[counts.size() / 2];
  return middle > kExecutionsMax ? "> " + std::to_string(kExecutionsMax) : std::to_string(middle);
}

void print_table() {
  constexpr std::array kNames{"random", "pct-2", "pct",    "pct-5", "pos",
                              "surw",   "urw",   "starve", "auto"};
  std::printf("%-24s", "executions to first bug");
  for (const char* name : kNames) {
    std::printf("%9s", name);
  }
  std::printf("\n");
  World world;
  for (const PlantedBug& bug : planted_bugs()) {
    const Profile estimate = profile(world, 0, bug.body);
    std::printf("%-24s", std::string(bug.name).c_str());
    for (const char* name : kNames) {
      const std::unique_ptr<Strategy> strategy = make_strategy(name, estimate);
      std::printf("%9s", median(world, bug, *strategy).c_str());
      std::fflush(stdout);
    }
    std::printf("\n");
  }
}

}  // namespace
}  // namespace rollcall

int main() {
  rollcall::print_table();
  return 0;
}
