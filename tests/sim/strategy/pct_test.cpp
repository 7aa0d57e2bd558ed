#include "sim/strategy/pct.hpp"

#include "tests/sim/strategy/statistics.hpp"

namespace rollcall {
namespace {

// Three tasks; the bug is A1 < B1 < C1 < B2 < A2, of depth 3.
void nested_program() {
  sim::atomic<int> x(0, "x");
  sim::wait_group ended("ended");
  ended.add(3);
  std::string order;
  const auto ops = [&](char letter, int count) {
    return [&, letter, count] {
      for (int i = 0; i < count; ++i) {
        x.store(i);
        order += letter;
      }
      ended.done();
    };
  };
  sim::spawn("a", ops('A', 2));
  sim::spawn("b", ops('B', 2));
  sim::spawn("c", ops('C', 1));
  ended.wait();
  if (order == "ABCBA") {
    World::current().report("nested", order);
  }
}

std::uint64_t hits(Strategy& strategy, std::uint64_t runs) {
  World world;
  std::uint64_t hits = 0;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    const RunResult result = world.run({.seed = seed, .strategy = strategy}, nested_program);
    hits += result.violation ? 1U : 0U;
  }
  return hits;
}

TEST(Pct, FindsABugOfDepthThreeAsOftenAsItGuarantees) {
  World world;
  const Profile estimate = profile(world, 1, nested_program);
  ASSERT_GT(estimate.decisions, 5U);
  constexpr std::uint64_t kRuns = 20'000;
  constexpr std::uint64_t kTasks = 4;
  Pct strategy(3, estimate.decisions);
  EXPECT_GT(hits(strategy, kRuns) * kTasks * estimate.decisions * estimate.decisions, kRuns);
}

// That needs a task that has fallen to be above one that falls later.
TEST(Pct, NeverFindsItWithOneChange) {
  World world;
  const Profile estimate = profile(world, 1, nested_program);
  Pct strategy(2, estimate.decisions);
  EXPECT_EQ(hits(strategy, 5000), 0U);
}

TEST(Pct, FindsItWithoutAnEstimate) {
  Pct strategy(3);
  EXPECT_GT(hits(strategy, 20'000), 0U);
}

// No change at depth 1: tasks run one after the other, by their initial priorities alone.
TEST(Pct, PermutesTasksUniformlyThoughTheyAreSpawnedOneByOne) {
  Pct strategy(1, 10);
  const auto counts = outcomes(24'000, strategy, [](World& world, Strategy& pct, auto seed) {
    std::string order;
    world.run({.seed = seed, .strategy = pct}, [&] {
      const auto task = [&](char letter) {
        return [&order, letter] {
          sim::yield();
          order += letter;
        };
      };
      line_up(task('a'), task('b'), task('c'), task('d'));
      World::current().await_idle();
    });
    return order;
  });
  EXPECT_LT(chi_square(counts, 24), 49'700U) << "23 degrees of freedom, 999 of 1000";
}

TEST(Pct, InsertsALaterTaskAtAUniformRank) {
  Pct strategy(1, 10);
  const auto counts = outcomes(8000, strategy, [](World& world, Strategy& pct, auto seed) {
    std::string order;
    world.run({.seed = seed, .strategy = pct}, [&] {
      const auto task = [&order](char letter) {
        World::current().pause(World::current().running().id);
        sim::yield();
        order += letter;
      };
      std::vector<TaskId> tasks;
      for (int i = 0; i < 3; ++i) {
        tasks.push_back(sim::spawn("early", [&] { task('-'); }));
      }
      World::current().await_idle();
      tasks.push_back(sim::spawn("late", [&] { task('l'); }));
      World::current().await_idle();
      for (const TaskId id : tasks) {
        World::current().resume(id);
      }
      World::current().await_idle();
    });
    return order;
  });
  EXPECT_LT(chi_square(counts, 4), 16'300U) << "3 degrees of freedom, 999 of 1000";
}

// The one that spins has the higher priority in half of the executions.
TEST(Pct, ASpinningTaskIsNoLivelock) {
  World world;
  Pct strategy(1, 10);
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const RunResult result = world.run(
        {.seed = seed, .strategy = strategy, .steps_max = 10'000, .fair_after = 1000}, [] {
          sim::atomic<bool> set(false, "set");
          sim::spawn("setter", [&] { set.store(true); });
          while (!set.load()) {
          }
        });
    EXPECT_EQ(finding(result), "");
  }
}

}  // namespace
}  // namespace rollcall
