#include "sim/strategy/dpor.hpp"

#include "sim/strategy/dfs.hpp"
#include "tests/sim/strategy/exploration_cases.hpp"

#include <gtest/gtest.h>

namespace rollcall::exploration_test {
namespace {

class AgainstBruteForce : public testing::TestWithParam<Case> {};

TEST_P(AgainstBruteForce, FindsEveryClassOnceAndEveryState) {
  BruteForce brute_force;
  const Seen all = go_through(brute_force, GetParam().program);
  PartialOrder dpor({});
  const Seen reduced = go_through(dpor, GetParam().program);
  EXPECT_TRUE(reduced.result.complete);
  EXPECT_EQ(keys(reduced.states), keys(all.states));
  if (!GetParam().violates) {
    EXPECT_EQ(keys(reduced.signatures), keys(all.signatures));
  }
  for (const auto& [signature, count] : reduced.signatures) {
    EXPECT_EQ(count, 1U) << "two executions of one class";
  }
  EXPECT_EQ(reduced.result.executions, reduced.signatures.size());
  if (GetParam().classes > 0) {
    EXPECT_EQ(reduced.result.executions, GetParam().classes);
  }
  RecordProperty("executions", std::to_string(reduced.result.executions));
  RecordProperty("blocked", std::to_string(reduced.result.blocked));
  RecordProperty("brute_force", std::to_string(all.result.executions));
}

INSTANTIATE_TEST_SUITE_P(Memory, AgainstBruteForce, testing::ValuesIn(memory_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Locks, AgainstBruteForce, testing::ValuesIn(lock_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Time, AgainstBruteForce, testing::ValuesIn(time_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Channels, AgainstBruteForce, testing::ValuesIn(channel_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(SharedLocks, AgainstBruteForce, testing::ValuesIn(shared_lock_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Sync, AgainstBruteForce, testing::ValuesIn(sync_cases()),
                         [](const auto& program) { return program.param.name; });
INSTANTIATE_TEST_SUITE_P(Misuse, AgainstBruteForce, testing::ValuesIn(misuse_cases()),
                         [](const auto& program) { return program.param.name; });

// A loop without a bound of its own: what can end within the bound on steps does.
void poll(State& state) {
  sim::atomic<int> stop(0, "stop");
  run_all({[&] { stop.store(1); },
           [&] {
             int looked = 1;
             while (stop.load() == 0) {
               ++looked;
             }
             state = std::to_string(looked);
           }});
}

TEST(Dpor, SearchesAPollingLoopUpToTheBoundAndSaysThatItCut) {
  const Bounds bounds{.steps = 20, .preemptions = {}};
  DepthFirst dfs(bounds);
  const Seen all = go_through(dfs, poll);
  PartialOrder dpor(bounds);
  const Seen reduced = go_through(dpor, poll);
  EXPECT_EQ(keys(reduced.states), keys(all.states));
  EXPECT_GT(reduced.states.size(), 5U);
  EXPECT_GT(reduced.result.cut, 0U);
  EXPECT_TRUE(dpor.cuts().steps);
  EXPECT_FALSE(reduced.result.complete);
}

}  // namespace
}  // namespace rollcall::exploration_test
