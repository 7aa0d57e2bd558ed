#include "sim/strategy/dfs.hpp"

#include "tests/sim/strategy/exploration_support.hpp"

#include <gtest/gtest.h>

#include <mutex>

namespace rollcall::exploration_test {
namespace {

void lost_update(State& state) {
  sim::shared<int> count(0, "count");
  const auto add = [&] {
    const int seen = count.read();
    count.write(seen + 1);
  };
  run_all({add, add});
  const int last = count.read();
  state = std::to_string(last);
}

void locked_and_notified(State& state) {
  sim::mutex mutex("m");
  sim::cond_var ready("ready");
  bool there = false;
  run_all({[&] {
             std::unique_lock lock(mutex);
             ready.wait(lock, [&] { return there; });
             state += "a";
           },
           [&] {
             const std::scoped_lock lock(mutex);
             there = true;
             ready.notify_one();
           }});
}

void drawn(State& state) {
  Choices& choices = World::current().choices();
  const std::uint64_t first = choices.pick(choices.stream("data"), 3);
  const std::uint64_t second = choices.pick(choices.stream("data"), 2);
  state = std::to_string(first) + std::to_string(second);
}

TEST(DepthFirst, GoesThroughWhatBruteForceGoesThrough) {
  for (const Program& program : {Program(lost_update), Program(locked_and_notified)}) {
    BruteForce brute_force;
    const Seen all = go_through(brute_force, program);
    DepthFirst dfs({});
    const Seen seen = go_through(dfs, program);
    EXPECT_TRUE(seen.result.complete);
    EXPECT_EQ(seen.result.executions, all.result.executions);
    EXPECT_EQ(seen.states, all.states);
    EXPECT_EQ(seen.signatures, all.signatures);
  }
}

TEST(DepthFirst, GoesThroughDrawnValues) {
  DepthFirst dfs({});
  const Seen seen = go_through(dfs, drawn);
  EXPECT_EQ(seen.states, (std::map<State, std::uint64_t>{
                             {"00", 1}, {"01", 1}, {"10", 1}, {"11", 1}, {"20", 1}, {"21", 1}}));
  EXPECT_TRUE(seen.result.complete);
}

TEST(DepthFirst, SaysThatItFixedADrawOfTooManyValues) {
  DepthFirst dfs({.preemptions = {}, .draw_values = 2});
  const Seen seen = go_through(dfs, drawn);
  EXPECT_EQ(seen.states, (std::map<State, std::uint64_t>{{"00", 1}, {"01", 1}}));
  EXPECT_FALSE(seen.result.complete);
}

TEST(DepthFirst, WithABoundOnPreemptionsFindsWhatBruteForceFindsWithin) {
  for (const Program& program : {Program(lost_update), Program(locked_and_notified)}) {
    BruteForce brute_force;
    const Seen all = go_through(brute_force, program);
    std::uint64_t executions = 0;
    std::set<State> states;
    for (const int bound : {0, 1, 2}) {
      executions += all.by_preemptions.contains(bound) ? all.by_preemptions.at(bound) : 0;
      if (all.states_by_preemptions.contains(bound)) {
        states.insert(all.states_by_preemptions.at(bound).begin(),
                      all.states_by_preemptions.at(bound).end());
      }
      DepthFirst dfs({.preemptions = static_cast<std::uint32_t>(bound)});
      const Seen seen = go_through(dfs, program);
      EXPECT_EQ(seen.result.executions, executions) << bound;
      std::set<State> found;
      for (const auto& [state, count] : seen.states) {
        found.insert(state);
      }
      EXPECT_EQ(found, states) << bound;
      EXPECT_FALSE(seen.result.complete) << "the bound cut something off";
    }
  }
}

TEST(DepthFirst, ALostUpdateNeedsOnePreemption) {
  DepthFirst none({.preemptions = 0});
  EXPECT_FALSE(go_through(none, lost_update).states.contains("1"));
  DepthFirst one({.preemptions = 1});
  EXPECT_TRUE(go_through(one, lost_update).states.contains("1"));
}

TEST(DepthFirst, SaysThatTheBoundOnStepsCutAnExecution) {
  DepthFirst dfs({.steps = 20, .preemptions = {}});
  const Seen seen = go_through(dfs, [](State& /*state*/) {
    for (;;) {
      sim::yield();
    }
  });
  EXPECT_EQ(seen.result.executions, 0U);
  EXPECT_EQ(seen.result.cut, 1U);
  EXPECT_FALSE(seen.result.complete);
}

TEST(Explore, StopsAtTheFirstViolationIfTold) {
  World world;
  DepthFirst dfs({});
  const ExploreResult result = explore(world, dfs, {}, [] {
    sim::mutex mutex("m");
    mutex.unlock();
  });
  EXPECT_EQ(result.violations, 1U);
  EXPECT_EQ(result.executions, 1U);
  EXPECT_FALSE(result.complete);
  ASSERT_TRUE(result.first_violation.has_value());
  EXPECT_EQ(result.first_violation->invariant, "panic");
}

TEST(Explore, ItsEstimateEndsAtTheTruth) {
  World world;
  DepthFirst dfs({});
  std::vector<std::uint64_t> estimates;
  const ExploreResult result = explore(
      world, dfs,
      {.progress = [&](const ExploreProgress& now) { estimates.push_back(now.estimate); }}, [] {
        State state;
        lost_update(state);
      });
  EXPECT_EQ(estimates.size(), result.executions);
  EXPECT_EQ(estimates.back(), result.executions);
  for (const std::uint64_t estimate : estimates) {
    EXPECT_GE(estimate, 1U);
  }
}

TEST(Explore, EndsAtALimitOfExecutionsAndSaysIncomplete) {
  World world;
  DepthFirst dfs({});
  State state;
  const ExploreResult result =
      explore(world, dfs, {.executions_max = 5}, [&] { lost_update(state); });
  EXPECT_EQ(result.executions, 5U);
  EXPECT_FALSE(result.complete);
}

}  // namespace
}  // namespace rollcall::exploration_test
