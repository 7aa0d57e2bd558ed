#include "sim/strategy/starve.hpp"

#include "tests/sim/strategy/statistics.hpp"

namespace rollcall {
namespace {

// Eight tasks of three ops each, lined up with one of one op: who ends last?
std::string last_to_end(World& world, Strategy& strategy, std::uint64_t seed) {
  std::string order;
  world.run({.seed = seed, .strategy = strategy}, [&] {
    const auto ops = [&](char letter, int count) {
      return [&order, letter, count] {
        for (int i = 0; i < count; ++i) {
          sim::yield();
        }
        order += letter;
      };
    };
    line_up(ops('0', 1), ops('1', 3), ops('2', 3), ops('3', 3), ops('4', 3), ops('5', 3),
            ops('6', 3), ops('7', 3), ops('8', 3));
    World::current().await_idle();
  });
  return order.substr(order.size() - 1);
}

TEST(Starve, LetsEachTaskBeOvertakenByAllOthers) {
  constexpr std::uint64_t kRuns = 2000;
  Starve strategy;
  auto counts = outcomes(kRuns, strategy, last_to_end);
  EXPECT_GT(counts["0"], kRuns / 10 - 60) << "one of ten tasks, the root included";
  RandomWalk random;
  auto walked = outcomes(kRuns, random, last_to_end);
  EXPECT_LT(walked["0"], kRuns / 50);
}

TEST(Starve, StarvesEachOfEqualTasksEquallyOften) {
  Starve strategy;
  const auto counts = outcomes(6000, strategy, [](World& world, Strategy& starve, auto seed) {
    std::string order;
    world.run({.seed = seed, .strategy = starve}, [&] {
      const auto task = [&](char letter) {
        return [&order, letter] {
          sim::yield();
          order += letter;
        };
      };
      line_up(task('a'), task('b'), task('c'));
      World::current().await_idle();
    });
    return order.substr(2);
  });
  EXPECT_LT(chi_square(counts, 3), 13'900U) << "2 degrees of freedom, 999 of 1000";
}

}  // namespace
}  // namespace rollcall
