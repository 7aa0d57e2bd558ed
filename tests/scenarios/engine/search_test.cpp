#include "scenarios/engine/search.hpp"

#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

const std::string kTwice =
    "workers: {count: 1}\nsteps: [{at: 0s, register: w1}, {at: 1ms, register: w1}]\n";
const std::string kOnce = "workers: {count: 1}\nsteps: [{at: 0s, register: w1}]\n";
// Breaks in some interleavings only.
const std::string kRace =
    "workers: {count: 1}\nsteps:\n  - at: 0s\n    race:\n      - register: w1\n"
    "      - register: {worker: w1, address: '10.0.0.1:7001'}\n";

TEST(RunScenario, HoldsWhenEveryRunDoes) {
  const Played played(scenario_text(kOnce, "holds"));
  const Verdict verdict = run_scenario(*played.player, 0, 30);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kHolds);
  EXPECT_TRUE(verdict.expected);
  EXPECT_EQ(verdict.executions, 30U);
  EXPECT_EQ(verdict.execution.seed, execution_seed(0, 0));
}

TEST(RunScenario, StopsAtTheFirstViolationAndKeepsItsSeed) {
  const Played played(scenario_text(kRace, "{violates: connection-matches-record}"));
  std::uint32_t index = 0;
  while (!played.player->play(execution_seed(9, index)).violation) {
    ++index;
  }
  const Verdict verdict = run_scenario(*played.player, 9, 1000);
  EXPECT_TRUE(verdict.expected);
  EXPECT_EQ(verdict.executions, index + 1);
  EXPECT_EQ(verdict.execution.seed, execution_seed(9, index));
}

TEST(HuntSeed, OfAStrategyThatIsProfiledIsFirstOfTheProfile) {
  const Played played(scenario_text(kRace, "{violates: connection-matches-record}"));
  Player& player = *played.player;
  std::vector<std::uint64_t> hashes;
  player.follow("pct");
  for (std::uint64_t index = 0; index < kProfiledExecutions; ++index) {
    EXPECT_EQ(player.hunted_seed(1, index), player.hunted_seed(2, index));
    hashes.push_back(player.play(player.hunted_seed(1, index)).trace_hash);
  }
  EXPECT_EQ(player.hunted_seed(1, kProfiledExecutions), execution_seed(1, kProfiledExecutions));
  // They are played as they were for the profile.
  const std::uint64_t first = player.hunted_seed(1, 0);
  player.follow("random");
  EXPECT_EQ(player.hunted_seed(1, 0), execution_seed(1, 0)) << "it is not profiled";
  EXPECT_EQ(player.play(first).trace_hash, hashes[0]);
}

TEST(RunScenario, UnexpectedViolationIsNotExpected) {
  const Played played(scenario_text(kTwice, "holds"));
  const Verdict verdict = run_scenario(*played.player, 0, 10);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kViolation);
  EXPECT_FALSE(verdict.expected);
}

TEST(RunScenario, MissingViolationIsNotExpected) {
  const Played played(scenario_text(kOnce, "{violates: no-stale-worker}"));
  const Verdict verdict = run_scenario(*played.player, 0, 10);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kHolds);
  EXPECT_FALSE(verdict.expected);
}

TEST(RunScenario, PanicInPlaceOfTheExpectedViolationIsNotExpected) {
  // The dispatcher calls over a connection that nobody attached: the record was published anew.
  const Played played(scenario_text(
      "workers: {count: 1}\njobs: {count: 1, every: 1ms, duration: 1ms}\nsteps:\n  - at: 0s\n"
      "    race: [{register: w1}, {register: w1}]\n"
      "order: ['register w1 #1: attached', 'register w1 #2: published', 'register w1 #1: freed', "
      "'job 1: called', 'register w1 #2: attached']\n",
      "{violates: deadlock}"));
  const Verdict verdict = run_scenario(*played.player, 0, 10);
  ASSERT_EQ(verdict.kind, Verdict::Kind::kViolation);
  EXPECT_EQ(verdict.execution.result.violation->invariant, "panic");
  EXPECT_FALSE(verdict.expected);
}

TEST(RunScenario, OrderThatCannotBeMetIsAnErrorAndNoPass) {
  const Played played(scenario_text(kOnce + "order: ['register w1 #1: refused']\n", "holds"));
  const Verdict verdict = run_scenario(*played.player, 0, 10);
  EXPECT_EQ(verdict.kind, Verdict::Kind::kError);
  EXPECT_FALSE(verdict.expected);
  EXPECT_EQ(verdict.execution.result.order_error,
            "order cannot be met: 'register w1 #1: refused' was never reached");
}

TEST(Record, ThrowsWhenTheHashIsNotTheExpectedOne) {
  const Played played(scenario_text(kTwice, "holds"));
  Trace trace;
  const RunResult result = record(*played.player, 5, std::nullopt, trace);
  Trace again;
  EXPECT_EQ(record(*played.player, 5, result.trace_hash, again).violation, result.violation);
  Trace wrong;
  EXPECT_THROW(static_cast<void>(record(*played.player, 5, result.trace_hash + 1, wrong)),
               Nondeterminism);
}

}  // namespace
}  // namespace rollcall
