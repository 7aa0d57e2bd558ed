#include "scenarios/hunt/explorer.hpp"

#include "scenarios/hunt/profiled_depth.hpp"
#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

constexpr const char* kCrossing =
    "workers: {count: 1}\n"
    "steps:\n"
    "  - at: 0s\n"
    "    race:\n"
    "      - register: w1\n"
    "      - register: {worker: w1, address: \"10.0.0.1:7001\"}\n";

Scenario documented(const std::string& lines, const std::string& expectation) {
  return read_scenario("test.yaml", scenario_text(lines, expectation), vocabulary());
}

Explored explore(const Scenario& scenario, const ExplorerSettings& settings) {
  return explore_scenarios({&scenario, 1}, "documented", settings);
}

std::set<std::string> invariants(const Explored& explored) {
  std::set<std::string> names;
  for (const auto& [name, count] : explored.tally.violations) {
    names.insert(name);
  }
  return names;
}

TEST(Explorer, ReducedFindsTheViolationsThatAllOrdersHave) {
  for (const char* wanted : {"connection-matches-record", "no-duplicate-free-worker"}) {
    const Scenario scenario = documented(kCrossing, std::string("{violates: ") + wanted + "}");
    const ExplorerSettings dfs{.bounds = {.preemptions = 2}, .reduces = false};
    const Explored some = explore(scenario, dfs);
    const Explored reduced = explore(scenario, {});
    EXPECT_TRUE(reduced.complete);
    EXPECT_EQ(invariants(reduced), std::set<std::string>{wanted});
    EXPECT_EQ(invariants(some), invariants(reduced));
    EXPECT_GT(some.tally.executions, reduced.tally.executions);
  }
}

TEST(Explorer, CountsAreTheSameForEveryNumberOfJobsAndSizeOfPortions) {
  const Scenario scenario = documented(kCrossing, "{violates: connection-matches-record}");
  const Explored first = explore(scenario, {});
  for (const std::uint64_t portion : {1U, 4U}) {
    const Explored one = explore(scenario, {.jobs = 1, .portion_executions = portion});
    const Explored three = explore(scenario, {.jobs = 3, .portion_executions = portion});
    EXPECT_EQ(one.tally.executions, three.tally.executions);
    EXPECT_EQ(one.tally.blocked, three.tally.blocked);
    EXPECT_EQ(one.tally.steps, three.tally.steps);
    EXPECT_EQ(one.tally.violations, three.tally.violations);
    EXPECT_EQ(invariants(one), invariants(first));
    EXPECT_TRUE(one.complete);
  }
}

// Each finding's signature and count.
std::vector<std::pair<std::string, std::uint64_t>> findings(const Explored& explored) {
  std::vector<std::pair<std::string, std::uint64_t>> found;
  for (const ExploredFinding& finding : explored.findings) {
    found.emplace_back(finding.signature, finding.count);
  }
  return found;
}

// A job is handed out while its worker registers twice.
constexpr const char* kDispatching =
    "jobs: {count: 1, every: 1ms, duration: 1ms}\n"
    "workers: {count: 1}\n"
    "steps:\n"
    "  - at: 0s\n"
    "    race:\n"
    "      - register: w1\n"
    "      - register: {worker: w1, address: \"10.0.0.1:7001\"}\n";

TEST(Explorer, ListsEveryDistinctViolationWithItsCountForEveryNumberOfJobs) {
  const Scenario scenario = documented(kDispatching, "{violates: data-race}");
  const Explored one = explore(scenario, {.jobs = 1});
  const Explored two = explore(scenario, {.jobs = 2});
  EXPECT_TRUE(one.complete);
  EXPECT_EQ(findings(one), findings(two));
  std::map<std::string, std::uint64_t> sums;
  for (const ExploredFinding& finding : one.findings) {
    sums[finding.invariant] += finding.count;
    EXPECT_TRUE(finding.signature.starts_with(finding.invariant)) << finding.signature;
    Player player(scenario, "documented");
    const Revisited revisited = revisit(player, finding.first, {});
    EXPECT_EQ(signature_of(*revisited.result.violation), finding.signature);
  }
  EXPECT_EQ(sums, one.tally.violations);
  EXPECT_TRUE(sums.contains("data-race"));
  EXPECT_GT(one.findings.size(), 1U);
  EXPECT_EQ(one.findings_not_kept, 0U);
}

TEST(Explorer, APortionEndsAlsoByItsSteps) {
  const Scenario scenario = documented(kCrossing, "{violates: connection-matches-record}");
  const Explored whole = explore(scenario, {.jobs = 1});
  const Explored split = explore(scenario, {.jobs = 2, .portion_steps = 1});
  EXPECT_EQ(split.tally.executions, whole.tally.executions);
  EXPECT_EQ(findings(split), findings(whole));
  EXPECT_TRUE(split.complete);
}

TEST(Explorer, GivesNoEstimateBeforeAnExecutionIsComplete) {
  const Scenario scenario = documented(kCrossing, "holds");
  const Explored cut = explore(scenario, {.bounds = {.steps = 5, .preemptions = {}}});
  EXPECT_EQ(cut.tally.executions, 0U);
  EXPECT_EQ(cut.estimate, 0U);
}

TEST(ProfiledDepth, LetsExecutionsComeToTheirEnd) {
  const Scenario scenario = documented(kCrossing, "{violates: connection-matches-record}");
  EXPECT_EQ(profiled_depth({&scenario, 1}, "documented"), kDepthLeast);
  const Scenario many =
      documented("jobs: {count: 1000, every: 1ms, duration: 1ms}\n" +
                     std::string("workers: {count: 1}\n") + "steps:\n  - {at: 0s, register: w1}\n",
                 "holds");
  Player player(many, "documented");
  const std::uint64_t steps = player.play(1).steps;
  const std::uint64_t depth = profiled_depth({&many, 1}, "documented");
  EXPECT_GT(depth, kDepthLeast);
  EXPECT_GT(depth, 2 * steps);
  EXPECT_LT(depth, 8 * steps);
  EXPECT_EQ(profiled_depth({&many, 1}, "documented"), depth);
}

TEST(Explorer, TheFirstViolationIsPlayedAgainFromItsDecisions) {
  const Scenario scenario = documented(kCrossing, "{violates: connection-matches-record}");
  const Explored explored = explore(scenario, {});
  ASSERT_FALSE(explored.findings.empty());
  Player player(scenario, "documented");
  const Revisited revisited = revisit(player, explored.findings.front().first, {});
  EXPECT_EQ(revisited.result.violation->invariant, "connection-matches-record");
  EXPECT_FALSE(revisited.schedule.switches.empty());
  EXPECT_FALSE(revisited.trace.events.empty());
}

// A restart that comes while the registration before it is still going on: only where that is slow.
constexpr const char* kRestart =
    "jobs: {count: 1, every: 1ms, duration: 20ms}\n"
    "workers: {count: 1}\n"
    "steps:\n"
    "  - {at: 0s, register: w1}\n"
    "  - {at: 20ms, register: w1}\n";

TEST(Explorer, WhatOnlyAnEarlyTimerFindsIsFoundByAnyNumberOfJobs) {
  const Scenario scenario = documented(kRestart, "{violates: panic}");
  const Explored none = explore(scenario, {});
  EXPECT_TRUE(none.complete);
  EXPECT_EQ(none.tally.violation_count(), 0U);
  const ExplorerSettings early{
      .bounds = {.preemptions = {}, .early_timers = 1}, .jobs = 2, .executions_max = 60'000};
  const Explored one = explore(scenario, early);
  EXPECT_TRUE(one.complete);
  EXPECT_EQ(invariants(one), std::set<std::string>{"panic"});
  ExplorerSettings by_one = early;
  by_one.jobs = 1;
  by_one.portion_executions = 1'000;
  EXPECT_EQ(explore(scenario, by_one).tally.violations, one.tally.violations);
  Player player(scenario, "documented");
  ASSERT_FALSE(one.findings.empty());
  const Revisited revisited = revisit(player, one.findings.front().first, early);
  EXPECT_EQ(early_timer_count(revisited.schedule), 1U);
}

bool at_once(const Tally&, std::uint64_t) { return true; }

TEST(Explorer, StopsWhereItIsTold) {
  const Scenario scenario = documented(kCrossing, "holds");
  EXPECT_EQ(explore(scenario, {.executions_max = 5, .portion_executions = 2}).tally.played(), 5U);
  // One execution is not all, whether its answer comes before the question or after it.
  const Explored stopped = explore(scenario, {.portion_executions = 1, .stop = at_once});
  EXPECT_TRUE(stopped.stopped);
  EXPECT_FALSE(stopped.complete);
  EXPECT_LE(stopped.tally.played(), 1U);
}

TEST(Explorer, IsStoppedOnlyIfSomethingIsLeft) {
  const Scenario scenario =
      documented("workers: {count: 1}\nsteps:\n  - {at: 0s, register: w1}\n", "holds");
  const std::uint64_t all = explore(scenario, {}).tally.played();
  for (int repeat = 0; repeat < 20; ++repeat) {
    const Explored explored = explore(scenario, {.stop = at_once});
    EXPECT_NE(explored.stopped, explored.complete);
    EXPECT_EQ(explored.complete, explored.tally.played() == all);
  }
}

}  // namespace
}  // namespace rollcall
