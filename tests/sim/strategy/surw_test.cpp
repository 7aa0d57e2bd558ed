#include "sim/strategy/surw.hpp"

#include "tests/sim/planted/planted.hpp"
#include "tests/sim/strategy/statistics.hpp"

namespace rollcall {
namespace {

Profile straight_profile(int a, int b) {
  World world;
  return profile_by(1, [&](std::uint64_t seed, Strategy& strategy) {
    static_cast<void>(straight(world, strategy, seed, a, b));
  });
}

TEST(Surw, EachOrderOfTwoStraightTasksIsEquallyLikely) {
  const Profile estimate = straight_profile(3, 2);
  ASSERT_EQ(estimate.targets.size(), 1U);
  EXPECT_EQ(estimate.targets[0].ops, 5U);
  for (const Surw::Domain domain : {Surw::Domain::kOneObject, Surw::Domain::kEverything}) {
    Surw strategy(estimate, domain);
    const auto counts = outcomes(10'000, strategy, [](World& world, Strategy& surw, auto seed) {
      return straight(world, surw, seed, 3, 2);
    });
    EXPECT_LT(chi_square(counts, 10), 27'900U) << "9 degrees of freedom, 999 of 1000";
  }
}

TEST(Surw, UnequalTasksAreNoExceptionToThat) {
  const Profile estimate = straight_profile(1, 7);
  Surw strategy(estimate);
  const auto counts = outcomes(8000, strategy, [](World& world, Strategy& surw, auto seed) {
    return straight(world, surw, seed, 1, 7);
  });
  EXPECT_LT(chi_square(counts, 8), 24'400U) << "7 degrees of freedom, 999 of 1000";
}

// The steps are a tree: each order of it that has parents before children is equally likely, as
// 8! / (8 * 7 * 3 * 3! * 2!) = 20 by the hook length formula.
TEST(Urw, CountsTheStepsOfTasksThatAreNotYetSpawned) {
  const auto program = [] {
    sim::spawn("a", [] {
      sim::yield();
      sim::yield();
    });
    sim::spawn("b", [] { sim::yield(); });
  };
  World counted;
  const Profile estimate = profile(counted, 1, program);
  Surw strategy(estimate, Surw::Domain::kEverything);
  const auto counts = outcomes(20'000, strategy, [&](World& world, Strategy& urw, auto seed) {
    Trace trace;
    world.run({.seed = seed, .strategy = urw, .recording = &trace}, program);
    std::string order;
    for (const TraceEvent& event : trace.events) {
      order += std::to_string(index_of(event.task));
    }
    return order;
  });
  EXPECT_LT(chi_square(counts, 20), 43'900U) << "19 degrees of freedom, 999 of 1000";
}

// SURW counts unspawned descendants: four orders of the parent's two ops and the child's two that
// the spawn between them allows: p c c p, p c p c, p p c c (of 3), so that each has 1/3.
TEST(Surw, TheIntendedOpMayBeAChilds) {
  const auto program = [](std::string& order) {
    sim::atomic<int> x(0, "x");
    x.store(1);
    sim::spawn("child", [&] {
      x.store(2);
      order += 'c';
      x.store(3);
      order += 'c';
    });
    x.store(4);
    order += 'p';
    World::current().await_idle();
  };
  World world;
  std::string ignored;
  const Profile estimate = profile(world, 1, [&] { program(ignored); });
  Surw strategy(estimate);
  const auto counts = outcomes(6000, strategy, [&](World& again, Strategy& surw, auto seed) {
    std::string order;
    again.run({.seed = seed, .strategy = surw}, [&] { program(order); });
    return order;
  });
  EXPECT_LT(chi_square(counts, 3), 13'900U) << "2 degrees of freedom, 999 of 1000";
}

TEST(Surw, NeedsTensOfExecutionsWhereARandomWalkFindsNothing) {
  World world;
  const Profile estimate = profile(world, 1, reorder_10);
  Surw strategy(estimate);
  constexpr std::uint64_t kCampaigns = 20;
  std::uint64_t executions = 0;
  for (std::uint64_t campaign = 0; campaign < kCampaigns; ++campaign) {
    for (std::uint64_t i = 0;; ++i) {
      ASSERT_LT(i, 10'000U);
      ++executions;
      const std::uint64_t seed = mix(campaign, i);
      if (world.run({.seed = seed, .strategy = strategy}, reorder_10).violation) {
        break;
      }
    }
  }
  EXPECT_GE(executions, 10 * kCampaigns);
  EXPECT_LE(executions, 45 * kCampaigns);
  RandomWalk random;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    EXPECT_FALSE(world.run({.seed = seed, .strategy = random}, reorder_10).violation);
  }
}

TEST(Surw, WithoutAProfileItStillFindsWhatIsEasy) {
  const Profile nothing;
  for (const Surw::Domain domain : {Surw::Domain::kOneObject, Surw::Domain::kEverything}) {
    Surw strategy(nothing, domain);
    World world;
    int found = 0;
    for (std::uint64_t seed = 0; seed < 300; ++seed) {
      found += world.run({.seed = seed, .strategy = strategy}, reorder_3).violation ? 1 : 0;
    }
    EXPECT_GT(found, 0);
  }
}

}  // namespace
}  // namespace rollcall
