// Trees of executions explored in portions: nothing is lost and nothing is done twice, however
// small the portions are.
#include "sim/strategy/frontier.hpp"

#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::exploration_test {
namespace {

struct InPortions {
  Tally tally;
  std::uint64_t portions = 0;
  std::map<State, std::uint64_t> states;
  std::map<std::uint64_t, std::uint64_t> signatures;
};

template <typename Made>
InPortions go_through_in_portions(const Program& program, std::uint64_t played_max,
                                  const Frontier::Options& options) {
  World world;
  InPortions seen;
  State state;
  const auto play = [&](Exploration& exploration) {
    const RunResult run =
        world.run({.strategy = exploration, .draws = &exploration, .log = &exploration.log()}, [&] {
          state.clear();
          program(state);
        });
    if (!run.given_up) {
      ++seen.states[run.violation ? finding(run) : state];
      HappensBefore order;
      order.update(exploration.log(), 0);
      ++seen.signatures[order.signature()];
    }
    return run;
  };
  for (Frontier frontier(1, options); !frontier.empty();) {
    std::vector<PortionResult> results;
    for (std::size_t index = 0; index < frontier.wave_size(); ++index) {
      Made exploration(Bounds{});
      const PortionResult result =
          explore_portion(exploration, frontier.portion(index), played_max, play);
      results.push_back(portion_result(to_bytes(result)));
      seen.tally.add(result.tally);
      ++seen.portions;
    }
    frontier.take_in(std::move(results));
  }
  return seen;
}

class Portions : public testing::TestWithParam<Case> {};

TEST_P(Portions, ReducedFindEveryClassOnceAndEveryState) {
  PartialOrder whole({});
  const Seen all = go_through(whole, GetParam().program);
  for (const std::uint64_t played_max : {1U, 2U, 5U}) {
    for (const std::size_t wave_max : {1U, 4U}) {
      const InPortions seen = go_through_in_portions<PartialOrder>(
          GetParam().program, played_max, {.wave_max = wave_max, .portions_max = 16});
      EXPECT_EQ(keys(seen.states), keys(all.states));
      if (!GetParam().violates) {
        EXPECT_EQ(seen.signatures, all.signatures);
        EXPECT_EQ(seen.tally.executions, all.result.executions);
      }
      for (const auto& [signature, count] : seen.signatures) {
        EXPECT_EQ(count, 1U) << "two executions of one class";
      }
      EXPECT_GE(seen.portions * played_max, seen.tally.played());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Memory, Portions, testing::ValuesIn(memory_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Locks, Portions, testing::ValuesIn(lock_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Time, Portions, testing::ValuesIn(time_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Channels, Portions, testing::ValuesIn(channel_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(SharedLocks, Portions, testing::ValuesIn(shared_lock_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Sync, Portions, testing::ValuesIn(sync_cases()),
                         [](const auto& program) { return program.param.name; });

void two_counters(State& state) {
  const Ints ints = variables(2);
  run_all(copies(2, [&](int) {
    ints[0]->fetch_add(1);
    ints[1]->fetch_add(1);
  }));
  state = values(ints);
}

TEST(PortionsOf, UnreducedAreWhatBruteForceGoesThrough) {
  BruteForce brute_force;
  const Seen all = go_through(brute_force, two_counters);
  for (const std::uint64_t played_max : {1U, 3U, 100U}) {
    const InPortions seen = go_through_in_portions<DepthFirst>(two_counters, played_max, {});
    EXPECT_EQ(seen.tally.executions, all.result.executions);
    EXPECT_EQ(seen.states, all.states);
    EXPECT_EQ(seen.signatures, all.signatures);
  }
}

TEST(PortionsOf, AreNotSplitWhereTheirPathsTakeTooMuchMemory) {
  const auto split = go_through_in_portions<DepthFirst>(two_counters, 1, {});
  const auto whole = go_through_in_portions<DepthFirst>(two_counters, 1, {.nodes_max = 0});
  EXPECT_EQ(whole.states, split.states);
  EXPECT_EQ(whole.tally.executions, split.tally.executions);
  EXPECT_EQ(whole.portions, whole.tally.executions) << "one portion, gone on with again and again";
  EXPECT_GT(split.portions, 1U);
}

TEST(PortionsOf, AreTheSameEveryTime) {
  for (const std::uint64_t played_max : {1U, 3U}) {
    const auto first = go_through_in_portions<PartialOrder>(two_counters, played_max, {});
    const auto second = go_through_in_portions<PartialOrder>(two_counters, played_max, {});
    EXPECT_EQ(first.tally.blocked, second.tally.blocked);
    EXPECT_EQ(first.tally.steps, second.tally.steps);
    EXPECT_EQ(first.portions, second.portions);
  }
}

TEST(PortionsOf, TellTheFirstViolationAsAPathToPlayAgain) {
  const Program lost_update = [](State&) {
    sim::mutex mutex("m");
    sim::atomic<int> seen(0, "seen");
    run_all({[&] {
               if (seen.load() == 1) {
                 mutex.unlock();
               }
             },
             [&] { seen.store(1); }});
  };
  World world;
  const auto play = [&](Exploration& exploration) {
    State state;
    return world.run({.strategy = exploration, .draws = &exploration, .log = &exploration.log()},
                     [&] { lost_update(state); });
  };
  PartialOrder exploration({});
  const PortionResult result = explore_portion(exploration, {}, 1000, play);
  EXPECT_TRUE(result.finished);
  EXPECT_EQ(result.tally.violations, (std::map<std::string, std::uint64_t>{{"panic", 1}}));
  ASSERT_EQ(result.violations.all().size(), 1U);
  const PortionResult sent = portion_result(to_bytes(result));
  const ExploredOutcome& outcome = sent.violations.all().front();
  EXPECT_EQ(outcome.count, 1U);
  PartialOrder again({});
  again.resume(outcome.path, outcome.path.size());
  const RunResult run = play(again);
  ASSERT_TRUE(run.violation.has_value());
  EXPECT_EQ(run.violation->invariant, "panic");
}

TEST(PortionsOf, EndAfterTheExecutionThatReachesTheLimitOfSteps) {
  World world;
  const auto play = [&](Exploration& exploration) {
    State state;
    return world.run({.strategy = exploration, .draws = &exploration, .log = &exploration.log()},
                     [&] { two_counters(state); });
  };
  DepthFirst one({});
  const std::uint64_t steps = explore_portion(one, {}, 1, play).tally.steps;
  DepthFirst dfs({});
  const PortionResult result = explore_portion(dfs, {}, 1000, play, {.steps_max = steps + 1});
  EXPECT_EQ(result.tally.played(), 2U);
  EXPECT_FALSE(result.finished);
}

}  // namespace
}  // namespace rollcall::exploration_test
