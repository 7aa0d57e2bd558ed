#include "sim/strategy/pos.hpp"

#include "tests/sim/strategy/statistics.hpp"

namespace rollcall {
namespace {

constexpr std::uint64_t kRuns = 8000;

TEST(Pos, TwoRacingOpsComeInEitherOrderEquallyOften) {
  Pos strategy;
  const auto counts = outcomes(kRuns, strategy, [](World& world, Strategy& pos, auto seed) {
    return straight(world, pos, seed, 1, 1);
  });
  EXPECT_LT(chi_square(counts, 2), 10'800U) << "1 degree of freedom, 999 of 1000";
}

// abb 1/2, then bab and bba 1/4 each: a has lost one race, and that must not tell in the next. If
// it kept its priority, they were 1/6 and 1/3.
TEST(Pos, ALoserOfARaceGetsANewPriority) {
  Pos strategy;
  auto counts = outcomes(kRuns, strategy, [](World& world, Strategy& pos, auto seed) {
    return straight(world, pos, seed, 1, 2);
  });
  ASSERT_EQ(counts.size(), 3U);
  counts["abb 2"] = counts["abb"] / 2;
  counts["abb"] -= counts["abb 2"];
  EXPECT_LT(chi_square(counts, 4), 16'300U) << "3 degrees of freedom, 999 of 1000";
}

// Where nothing races, a loser keeps its priority: b's two ops against a's one are then aba in 1/6.
TEST(Pos, ALoserOfNoRaceKeepsItsPriority) {
  for (const bool loads : {false, true}) {
    Pos strategy;
    auto counts = outcomes(kRuns, strategy, [&](World& world, Strategy& pos, auto seed) {
      std::string order;
      world.run({.seed = seed, .strategy = pos}, [&] {
        sim::atomic<int> x(0, "x");
        sim::atomic<int> y(0, "y");
        const auto op = [&](sim::atomic<int>& own, char letter) {
          loads ? static_cast<void>(x.load()) : own.store(1);
          order += letter;
        };
        line_up([&] { op(x, 'a'); },
                [&] {
                  op(y, 'b');
                  op(y, 'b');
                });
        World::current().await_idle();
      });
      return order;
    });
    EXPECT_NEAR(static_cast<double>(counts["abb"]), kRuns / 2.0, 150);
    EXPECT_NEAR(static_cast<double>(counts["bab"]), kRuns / 6.0, 150);
    EXPECT_NEAR(static_cast<double>(counts["bba"]), kRuns / 3.0, 150);
  }
}

// c waits for the lock that b takes twice: it has lost a race each time, though it was not enabled.
TEST(Pos, AnOpThatWaitsForALockGetsANewPriorityToo) {
  Pos strategy;
  const auto counts = outcomes(kRuns, strategy, [](World& world, Strategy& pos, auto seed) {
    std::string order;
    world.run({.seed = seed, .strategy = pos}, [&] {
      sim::mutex m("m");
      const auto lock = [&](char letter) {
        m.lock();
        order += letter;
        m.unlock();
      };
      line_up([&] { lock('a'); },
              [&] {
                lock('b');
                lock('b');
              });
      World::current().await_idle();
    });
    return order;
  });
  ASSERT_EQ(counts.size(), 3U);
  EXPECT_NEAR(static_cast<double>(counts.at("bab")), kRuns / 4.0, 150);
  EXPECT_NEAR(static_cast<double>(counts.at("bba")), kRuns / 4.0, 150);
}

}  // namespace
}  // namespace rollcall
