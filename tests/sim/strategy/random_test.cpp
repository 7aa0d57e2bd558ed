#include "sim/strategy/random.hpp"

#include "tests/sim/programs.hpp"

#include <cstdint>
#include <map>
#include <string>

namespace rollcall {
namespace {

// Plays `count` tasks that do one op each, all enabled at once, and says in which order they went.
std::string order_of(World& world, std::uint64_t seed, int count) {
  std::string order;
  run_in(world, seed, [&] {
    sim::mutex gate("gate");
    gate.lock();
    for (int i = 0; i < count; ++i) {
      sim::spawn("task", [&order, &gate, i] {
        gate.lock();
        gate.unlock();
        sim::yield();
        order += static_cast<char>('a' + i);
      });
    }
    World::current().await_idle();
    gate.unlock();
    World::current().await_idle();
  });
  return order;
}

TEST(RandomWalk, HasAName) { EXPECT_EQ(RandomWalk().name(), "random"); }

// Two tasks, one op each after their start: the schedules are the six interleavings of (start, op)
// and (start, op), and a walk that is fair at each decision gives two of them 1/4 and four 1/8.
TEST(RandomWalk, IsFairAtEachDecision) {
  World world;
  constexpr std::uint64_t kRuns = 8000;
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    std::string schedule;
    run_in(world, seed, [&] {
      sim::wait_group gate("gate");
      gate.add(1);
      for (const char name : {'a', 'b'}) {
        sim::spawn("task", [&schedule, &gate, name] {
          gate.wait();
          schedule += name;
          sim::yield();
          schedule += name;
        });
      }
      World::current().await_idle();
      gate.done();
      World::current().await_idle();
    });
    // The root's own step may come in between, so only the order of the two is looked at.
    ++counts[schedule];
  }
  ASSERT_EQ(counts.size(), 6U);
  // Chi-square with 5 degrees of freedom stays below 20.5 in 999 of 1000 cases.
  std::uint64_t thousandths = 0;
  for (const auto& [schedule, count] : counts) {
    const bool sequential = schedule == "aabb" || schedule == "bbaa";
    const std::uint64_t expected = sequential ? kRuns / 4 : kRuns / 8;
    const std::uint64_t off = count > expected ? count - expected : expected - count;
    thousandths += 1000 * off * off / expected;
  }
  EXPECT_LT(thousandths, 20'500U);
}

TEST(RandomWalk, IsUniformOverTheOrdersOfIndependentTasks) {
  World world;
  constexpr std::uint64_t kRuns = 6000;
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    std::string order;
    run_in(world, seed, [&] {
      for (const char name : {'a', 'b', 'c'}) {
        sim::spawn("sleeper", [&order, name] {
          sim::sleep(Duration{1});
          order += name;
        });
      }
    });
    ++counts[order];
  }
  ASSERT_EQ(counts.size(), 6U);
  std::uint64_t thousandths = 0;
  for (const auto& [order, count] : counts) {
    const std::uint64_t off = count > 1000 ? count - 1000 : 1000 - count;
    thousandths += off * off;
  }
  EXPECT_LT(thousandths, 20'500U) << "as above";
}

TEST(RandomWalk, ReachesEveryOrderOfManyTasks) {
  World world;
  std::map<std::string, int> orders;
  for (std::uint64_t seed = 0; seed < 600; ++seed) {
    const std::string order = order_of(world, seed, 4);
    ASSERT_EQ(order.size(), 4U);
    ++orders[order];
  }
  EXPECT_EQ(orders.size(), 24U);
}

TEST(RandomWalk, KeepsNothingFromOneExecutionToTheNext) {
  World world;
  RandomWalk strategy;
  const RunResult first = world.run({.seed = 5, .strategy = strategy}, busy_program);
  world.run({.seed = 6, .strategy = strategy}, busy_program);
  const RunResult again = world.run({.seed = 5, .strategy = strategy}, busy_program);
  EXPECT_EQ(summary(first), summary(again));
}

}  // namespace
}  // namespace rollcall
