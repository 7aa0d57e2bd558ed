// Each strategy must find each bug that it covers, within a number of executions that follows from
// its guarantee or, where that is a heuristic, from experience. Seeds are fixed.
#include "tests/sim/planted/planted.hpp"

#include "sim/strategy/factory.hpp"
#include "tests/sim/support.hpp"

#include <algorithm>
#include <optional>
#include <string>

namespace rollcall {
namespace {

constexpr std::uint64_t kBase = 2025;

// The index of the first execution that shows the bug; nullopt if none of `count` does.
std::optional<std::uint64_t> first_hit(World& world, const PlantedBug& bug, Strategy& strategy,
                                       std::uint64_t count) {
  for (std::uint64_t i = 0; i < count; ++i) {
    const RunResult result = world.run({.seed = mix(kBase, i), .strategy = strategy}, bug.body);
    if (result.violation) {
      EXPECT_EQ(result.violation->invariant, bug.invariant)
          << bug.name << ": " << result.violation->message;
      return i;
    }
  }
  return std::nullopt;
}

// By the strategy of that name, every bug that `covers` says it does.
template <typename Covers>
void expect_found(std::string_view name, std::uint64_t count, Covers covers) {
  World world;
  for (const PlantedBug& bug : planted_bugs()) {
    if (covers(bug)) {
      const Profile estimate = profile(world, kBase, bug.body);
      const auto strategy = make_strategy(name, estimate);
      EXPECT_TRUE(first_hit(world, bug, *strategy, count).has_value()) << bug.name;
    }
  }
}

bool any(const PlantedBug&) { return true; }
bool uncrowded(const PlantedBug& bug) { return !bug.crowded; }

// Five times what the guarantee says is needed on average: n * k^(d-1), k being the decisions.
void expect_found_by_bound(std::string_view name, std::uint32_t depth) {
  World world;
  for (const PlantedBug& bug : planted_bugs()) {
    if (bug.depth > depth) {
      continue;
    }
    const Profile estimate = profile(world, kBase, bug.body);
    std::uint64_t bound = 5 * estimate.steps.size();
    for (std::uint32_t i = 1; i < depth; ++i) {
      bound = std::min<std::uint64_t>(bound * estimate.decisions, 50'000);
    }
    const auto strategy = make_strategy(name, estimate);
    EXPECT_TRUE(first_hit(world, bug, *strategy, bound).has_value())
        << bug.name << " in " << bound << " executions";
  }
}

TEST(PlantedBugs, AreFoundByPctWithinTheBoundOfDepthTwo) { expect_found_by_bound("pct-2", 2); }
TEST(PlantedBugs, AreFoundByPctWithinTheBoundOfDepthThree) { expect_found_by_bound("pct", 3); }
TEST(PlantedBugs, AreFoundByPctWithinTheBoundOfDepthFive) { expect_found_by_bound("pct-5", 5); }

TEST(PlantedBugs, AreFoundByPos) { expect_found("pos", 2000, &uncrowded); }
TEST(PlantedBugs, AreFoundBySurwEvenInACrowd) { expect_found("surw", 2000, &any); }
TEST(PlantedBugs, AreFoundByUrwEvenInACrowd) { expect_found("urw", 2000, &any); }
TEST(PlantedBugs, AreFoundByAutoEvenInACrowd) { expect_found("auto", 1000, &any); }
TEST(PlantedBugs, AreFoundByARandomWalkUnlessInACrowd) { expect_found("random", 2000, &uncrowded); }

TEST(PlantedBugs, OfDepthOneAreFoundByStarvation) {
  expect_found("starve", 200, [](const PlantedBug& bug) { return bug.depth == 1; });
}

TEST(PlantedBugs, InACrowdAreNotFoundByARandomWalk) {
  World world;
  RandomWalk strategy;
  for (const PlantedBug& bug : planted_bugs()) {
    if (bug.crowded) {
      EXPECT_FALSE(first_hit(world, bug, strategy, 2000).has_value()) << bug.name;
    }
  }
}

// A strategy that finds nothing must not pass: round robin plays one schedule, and misses most.
TEST(PlantedBugs, MostlyNeedASearch) {
  World world;
  const Profile nothing;
  const auto strategy = make_strategy("round-robin", nothing);
  std::uint64_t missed = 0;
  for (const PlantedBug& bug : planted_bugs()) {
    missed += first_hit(world, bug, *strategy, 1).has_value() ? 0U : 1U;
  }
  EXPECT_GE(2 * missed, planted_bugs().size());
}

}  // namespace
}  // namespace rollcall
