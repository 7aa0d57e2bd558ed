#include "scenarios/engine/player.hpp"

#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rollcall {
namespace {

// Where the first note that contains `text` stands; the size if there is none.
std::size_t place_of(const std::vector<std::string>& said, const std::string& text) {
  const auto found = std::find_if(said.begin(), said.end(), [&](const std::string& note) {
    return note.find(text) != std::string::npos;
  });
  return static_cast<std::size_t>(found - said.begin());
}

TEST(Player, SameSeedSameExecutionWhateverWasPlayedBefore) {
  const std::string text = scenario_text(
      "workers: {count: 3}\njobs: {count: 4, every: 1ms, duration: 1ms..9ms}\n"
      "steps: [{at: 0s, register: w*}, {at: 2ms, register: w2}]\n",
      "holds");
  const Played fresh(text);
  const Played used(text);
  for (std::uint64_t seed = 100; seed < 150; ++seed) {
    static_cast<void>(used.player->play(seed));
  }
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult left = fresh.player->play(seed);
    const RunResult right = used.player->play(seed);
    EXPECT_EQ(left.trace_hash, right.trace_hash);
    EXPECT_EQ(left.violation, right.violation);
  }
}

TEST(Player, RecordedExecutionReplaysFromItsDecisionsAlone) {
  const Played played(
      scenario_text("workers: {count: 2}\njobs: {count: 3, every: 1ms, duration: 1ms..9ms}\n"
                    "steps: [{at: 0s, register: w*}]\n",
                    "holds"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Trace trace;
    const RunResult original = played.player->play(seed, &trace);
    const RunResult replayed = played.player->replay(~seed, trace);
    EXPECT_FALSE(replayed.diverged);
    EXPECT_EQ(replayed.trace_hash, original.trace_hash);
  }
}

TEST(Player, JudgesOnlyWhatTheScenarioExpectsToBeViolated) {
  const std::string steps =
      "workers: {count: 1}\nsteps: [{at: 0s, register: w1}, {at: 1ms, register: w1}]\n";
  const Played all(scenario_text(steps, "holds"));
  const Played one(scenario_text(steps, "{violates: no-duplicate-free-worker}"));
  EXPECT_EQ(all.player->play(1).violation->invariant, "no-stale-worker");
  EXPECT_EQ(one.player->play(1).violation->invariant, "no-duplicate-free-worker");
}

TEST(Player, LaterMomentSeesTheEarlierSettled) {
  const Played played(scenario_text(
      "workers: {count: 2}\nsteps: [{at: 0s, register: w1}, {at: 1ns, register: w2}]\n", "holds"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto said = notes(*played.player, seed);
    EXPECT_LT(place_of(said, "register w1 #1: answers"), place_of(said, "publishes w2"));
  }
}

TEST(Player, StepsOfOneMomentInterleave) {
  const Played played(scenario_text(
      "workers: {count: 2}\nsteps: [{at: 0s, register: w1}, {at: 0s, register: w2}]\n", "holds"));
  bool first_before_second = false;
  bool second_before_first = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto said = notes(*played.player, seed);
    (place_of(said, "publishes w1") < place_of(said, "publishes w2") ? first_before_second
                                                                     : second_before_first) = true;
  }
  EXPECT_TRUE(first_before_second && second_before_first);
}

TEST(Player, StepAfterALabelWaitsForAllOfIt) {
  const Played played(
      scenario_text("workers: {count: 4}\nsteps:\n  - {at: 0s, label: first, register: 'w[1..2]'}\n"
                    "  - {after: first, label: second, register: w3}\n"
                    "  - {after: second, register: w4}\n",
                    "holds"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto said = notes(*played.player, seed);
    EXPECT_LT(place_of(said, "register w1 #1: answers"), place_of(said, "publishes w3"));
    EXPECT_LT(place_of(said, "register w2 #1: answers"), place_of(said, "publishes w3"));
    EXPECT_LT(place_of(said, "register w3 #1: answers"), place_of(said, "publishes w4"));
    EXPECT_LT(place_of(said, "publishes w4"), said.size());
  }
}

TEST(Player, ActionsOfABranchComeOneAfterTheOther) {
  const Played played(scenario_text(
      "workers: {count: 2}\nsteps:\n  - at: 0s\n    race:\n      - [{register: w1}, {set_state: "
      "{worker: w1, state: dead}}]\n      - register: w2\n",
      "{violates: queued-is-free}"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto said = notes(*played.player, seed);
    EXPECT_LT(place_of(said, "register w1 #1: answers"), place_of(said, "-> dead"));
    EXPECT_LT(place_of(said, "-> dead"), said.size());
  }
}

TEST(Player, PausedDispatchersPullNothingUntilTheirTimeIsOver) {
  const Played played(
      scenario_text("workers: {count: 1}\njobs: {count: 1, every: 1ms, duration: 1ms}\n"
                    "steps: [{at: 0s, dispatch_pause: 7ms}, {at: 0s, register: w1}]\n",
                    "holds"));
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const auto said = notes(*played.player, seed);
    const std::size_t pull = place_of(said, "pulls r1");
    ASSERT_LT(pull, said.size());
    EXPECT_TRUE(said[pull].starts_with("7ms "));
  }
}

TEST(Player, ForeverPausedDispatchersLeaveTheJobsWaiting) {
  const Played played(
      scenario_text("workers: {count: 1}\njobs: {count: 1, every: 1ms, duration: 1ms}\n"
                    "steps: [{at: 0s, dispatch_pause: forever}, {at: 0s, register: w1}]\n",
                    "holds"));
  const auto said = notes(*played.player, 1);
  EXPECT_EQ(place_of(said, "pulls"), said.size());
  EXPECT_FALSE(played.player->play(1).violation.has_value());
}

TEST(Player, JobsComeAtTheirTimesAndLastAsLongAsDrawn) {
  const Played played(
      scenario_text("workers: {count: 3}\njobs: {count: 3, every: 10ms, duration: 4ms..6ms}\n"
                    "steps: [{at: 0s, register: w*}]\n",
                    "holds"));
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = played.player->play(seed);
    EXPECT_GE(result.end.time_since_epoch(), Duration(24'000'000));
    EXPECT_LE(result.end.time_since_epoch(), Duration(26'000'000));
  }
}

TEST(Player, KnowsWhereATaskIsAskedFor) {
  const Played played(scenario_text(
      "workers: {count: 2}\nsteps:\n  - at: 0s\n    register: w1\n  - at: 1s\n    register: w2\n",
      "holds"));
  EXPECT_EQ(played.player->position_of("register w2 #1").line, 9);
  EXPECT_EQ(played.player->position_of("dispatcher 1").line, 11);
}

}  // namespace
}  // namespace rollcall
