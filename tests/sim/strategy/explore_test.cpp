// explore(): data races, and every outcome with a count and a way to see it again.
#include "sim/strategy/explore.hpp"

#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace rollcall::exploration_test {
namespace {

// One task writes without the lock if it comes after the third, and then nothing orders the writes.
void rarely_racing() {
  sim::atomic<int> flag(0, "flag");
  sim::mutex mutex("mu");
  sim::shared<int> value(0, "value");
  run_all({[&] {
             if (flag.load() == 0) {
               mutex.lock();
               value.write(1);
               mutex.unlock();
             } else {
               value.write(1);
             }
           },
           [&] {
             mutex.lock();
             value.write(2);
             mutex.unlock();
           },
           [&] { flag.store(1); }});
}

template <typename Made>
ExploreResult all_of(const std::function<void()>& body, ExploreOptions options) {
  World world;
  Made exploration(Bounds{});
  options.stops_at_violation = false;
  return explore(world, exploration, options, body);
}

std::map<std::string, std::uint64_t> counts(const ExploreResult& result) {
  std::map<std::string, std::uint64_t> counts;
  for (const ExploredOutcome& outcome : result.outcomes) {
    counts[outcome.invariant + "/" + outcome.key] += outcome.count;
  }
  return counts;
}

TEST(Explore, FindsADataRaceOfOneOrderIfItLooksForRaces) {
  EXPECT_EQ(all_of<PartialOrder>(rarely_racing, {}).violations, 0U);
  RaceDetector races;
  for (const ExploreResult& result : {all_of<PartialOrder>(rarely_racing, {.races = &races}),
                                      all_of<DepthFirst>(rarely_racing, {.races = &races})}) {
    EXPECT_TRUE(result.complete);
    EXPECT_GT(result.violations, 0U);
    EXPECT_LT(result.violations, result.executions);
    for (const ExploredOutcome& outcome : result.outcomes) {
      EXPECT_EQ(outcome.invariant, "data-race");
      EXPECT_NE(outcome.message.find("nothing orders"), std::string::npos) << outcome.message;
    }
  }
}

// Two ways to fail, and two states where nothing fails.
void four_outcomes(std::string& state) {
  sim::atomic<int> seen(0, "seen");
  sim::mutex mutex("mu");
  int found = 0;
  run_all({[&] {
             found = seen.load();
             if (found == 1) {
               mutex.unlock();
             } else if (found == 2) {
               throw Panic("two");
             }
           },
           [&] {
             seen.store(1);
             seen.store(2);
             seen.store(3);
           }});
  state = "found " + std::to_string(found);
}

TEST(Explore, ListsEveryOutcomeWithItsCount) {
  std::string state;
  const auto body = [&] { four_outcomes(state); };
  const auto final_state = [&](const RunResult&) { return state; };
  const ExploreResult dpor = all_of<PartialOrder>(body, {.final_state = final_state});
  const ExploreResult dfs = all_of<DepthFirst>(body, {.final_state = final_state});
  EXPECT_TRUE(dpor.complete);
  EXPECT_EQ(dpor.outcomes_not_kept, 0U);
  const auto found = counts(dpor);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_TRUE(found.contains("/found 0"));
  EXPECT_TRUE(found.contains("/found 3"));
  std::uint64_t sum = 0;
  for (const auto& [key, count] : found) {
    sum += count;
    EXPECT_TRUE(counts(dfs).contains(key)) << key;
  }
  EXPECT_EQ(sum, dpor.executions);
  EXPECT_EQ(counts(dfs).size(), 4U);
  EXPECT_EQ(dpor.executions - dpor.violations, found.at("/found 0") + found.at("/found 3"));
  // Without a function for final states, violations only.
  EXPECT_EQ(all_of<PartialOrder>(body, {}).outcomes.size(), 2U);
}

TEST(Explore, AnOutcomeIsPlayedAgainFromItsPath) {
  std::string state;
  const auto body = [&] { four_outcomes(state); };
  const ExploreResult result =
      all_of<PartialOrder>(body, {.final_state = [&](const RunResult&) { return state; }});
  World world;
  for (const ExploredOutcome& outcome : result.outcomes) {
    DepthFirst again(Bounds{});
    again.resume(outcome.path, outcome.path.size());
    const RunResult run =
        world.run({.strategy = again, .draws = &again, .log = &again.log()}, body);
    EXPECT_EQ(run.violation ? violation_key(run) : state, outcome.key);
  }
}

TEST(Explore, KeepsSoManyDistinctOutcomesAndCountsTheOthers) {
  std::uint64_t number = 0;
  World world;
  DepthFirst dfs(Bounds{});
  const ExploreResult result =
      explore(world, dfs,
              {.executions_max = 300,
               .final_state = [&](const RunResult&) { return std::to_string(number++); }},
              [] { run_all(copies(5, [](int) { sim::yield(); })); });
  EXPECT_EQ(result.executions, 300U);
  EXPECT_EQ(result.outcomes.size(), ExploredOutcomes::kMost);
  EXPECT_EQ(result.outcomes_not_kept, 300 - ExploredOutcomes::kMost);
}

TEST(Explore, EstimatesNothingBeforeAnExecutionIsComplete) {
  EXPECT_EQ(estimated(0, 1), 0U);
  EXPECT_EQ(estimated(3, Exploration::kWhole / 2), 6U);
  EXPECT_EQ(estimated(1000, 1), kEstimateMost) << "more than fits is no estimate";
}

}  // namespace
}  // namespace rollcall::exploration_test
