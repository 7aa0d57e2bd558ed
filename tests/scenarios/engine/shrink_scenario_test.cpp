// Scenarios with planted noise around a failure of which the smallest form is known.
#include "scenarios/engine/shrink_scenario.hpp"

#include "scenarios/engine/search.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/scenario_writer.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace rollcall {
namespace {

Scenario read(const std::string& text) { return read_scenario("planted.yaml", text, vocabulary()); }

std::string planted(const std::string& body, const std::string& expect) {
  return "rollcall: 1\nname: planted\nabout: A test.\ntags: [noise]\nruns: 7\n" + body +
         "expect:\n  " + expect + "\n";
}

struct Outcome {
  ShrunkCase shrunk;
  std::string text;
};

// Shrinks the first failing execution of a random walk.
Outcome shrunk(const std::string& text, const std::string& manager,
               std::function<bool()> out_of_time = {}) {
  const Scenario scenario = read(text);
  Player player(scenario, manager);
  Trace trace;
  RunResult result;
  std::uint64_t seed = 0;
  while (!(result = player.play(seed)).violation) {
    ensure(++seed < 100'000, "what was planted fails under some seed");
  }
  static_cast<void>(player.play(seed, &trace));
  const Schedule first = transcribe(trace, player.executor()).schedule;
  FailureSearch search(manager, result.violation->invariant, std::move(out_of_time));
  std::optional<ShrunkCase> found = shrink_scenario(scenario, first, search);
  ensure(found.has_value(), "a failing execution is shrunk");
  std::string written = to_yaml(found->scenario);
  return {.shrunk = std::move(*found), .text = std::move(written)};
}

// Under every strategy, under other seeds than those that it was shrunk with.
void expect_conviction(const std::string& text, const std::string& manager,
                       const std::string& invariant) {
  const Scenario scenario = read(text);
  for (const StrategyEntry& strategy : all_strategies()) {
    Player player(scenario, manager, strategy.name);
    for (std::uint64_t seed = 1000; seed < 1020; ++seed) {
      const RunResult result = player.play(seed);
      ASSERT_TRUE(result.violation.has_value()) << strategy.name << "\n" << text;
      EXPECT_EQ(result.violation->invariant, invariant);
      EXPECT_EQ(result.order_error, "");
    }
  }
}

const std::string kNoisyCrossing = planted(
    "manager: {free_capacity: 4, dispatchers: 2}\nworkers: {count: 3}\n"
    "jobs: {count: 5, every: 3ms, duration: 1ms..20ms}\n"
    "steps:\n  - {at: 0s, register: w1}\n"
    "  - at: 17ms\n    label: meet\n    race:\n      - register: w3\n"
    "      - register: {worker: w3, address: '10.0.0.3:7001'}\n"
    "      - set_state: {worker: w1, state: busy}\n"
    "  - {after: meet, register: w2}\n",
    "documented: {violates: connection-matches-record}");

TEST(ShrinkScenario, LeavesTheTwoRegistrationsThatCross) {
  const Outcome outcome = shrunk(kNoisyCrossing, "documented");
  EXPECT_EQ(outcome.shrunk.after.workers, 1U);
  EXPECT_EQ(outcome.shrunk.after.steps, 2U) << outcome.text;
  EXPECT_EQ(outcome.shrunk.after.jobs, 0U);
  EXPECT_LE(outcome.shrunk.after.preemptions, 2U);
  EXPECT_EQ(outcome.shrunk.before.workers, 3U);
  EXPECT_EQ(outcome.shrunk.before.steps, 5U);
  EXPECT_FALSE(outcome.shrunk.decisions.has_value()) << outcome.text;
  EXPECT_LE(outcome.shrunk.scenario.order.size(), 4U) << outcome.text;
  EXPECT_NE(outcome.text.find("  - at: 0s\n    race:\n"), std::string::npos) << outcome.text;
  EXPECT_TRUE(outcome.shrunk.complete);
  expect_conviction(outcome.text, "documented", "connection-matches-record");
}

TEST(ShrinkScenario, NeedsNoOrderWhereTimeDoes) {
  const Outcome outcome =
      shrunk(planted("workers: {count: 4}\njobs: {count: 3, every: 1ms, duration: 5ms}\n"
                     "steps:\n  - {at: 0s, register: w*}\n  - {at: 33ms, set_state: {worker: w1, "
                     "state: dead}}\n"
                     "  - {at: 47123us, register: w4}\n  - {at: 50ms, register: w3}\n",
                     "documented: {violates: no-stale-worker}"),
             "documented");
  EXPECT_EQ(outcome.text,
            "rollcall: 1\nname: planted\nabout: \"A test.\"\nruns: 100\n"
            "workers: {count: 1, id: \"w{n}\", address: \"10.0.0.{n}:7000\"}\n"
            "steps:\n  - at: 0s\n    register: w1\n  - at: 1ms\n    register: w1\n"
            "expect:\n  documented: {violates: no-stale-worker}\n");
  EXPECT_EQ(outcome.shrunk.after.preemptions, 0U);
}

TEST(ShrinkScenario, KeepsASettingThatTheFailureNeeds) {
  const Outcome outcome = shrunk(
      planted(
          "manager: {free_capacity: 1, failed_call: dead, dispatchers: 3}\nworkers: {count: 5}\n"
          "steps:\n  - {at: 0s, dispatch_pause: 20ms}\n  - {at: 0s, register: w*}\n",
          "documented: {violates: no-lost-free-worker}"),
      "documented");
  EXPECT_NE(outcome.text.find("manager: {free_capacity: 1}\n"), std::string::npos) << outcome.text;
  EXPECT_LE(outcome.shrunk.after.steps, 3U) << outcome.text;
  expect_conviction(outcome.text, "documented", "no-lost-free-worker");
}

TEST(ShrinkScenario, WhatComesOutIsAFixpoint) {
  for (const std::string& text :
       {kNoisyCrossing, planted("manager: {free_capacity: 4}\nworkers: {count: 2}\n"
                                "jobs: {count: 2, every: 1ms, duration: 1ms}\nsteps:\n"
                                "  - {at: 0s, repeat: {times: 3, every: 1ms}, register: w*}\n",
                                "documented: {violates: no-duplicate-free-worker}")}) {
    const Outcome once = shrunk(text, "documented");
    const Outcome twice = shrunk(once.text, "documented");
    EXPECT_EQ(twice.text, once.text);
    EXPECT_EQ(twice.shrunk.decisions, once.shrunk.decisions);
  }
}

// The pool is given no time to recover, so that a crash shows at rest.
TEST(ShrinkScenario, WritesRandomWeatherDownAsSteps) {
  const Outcome outcome = shrunk(
      planted("manager: {heartbeat: 300ms, dead_after: 1s, probe_timeout: 200ms}\n"
              "workers: {count: 2}\nnetwork: {latency: 1ms..5ms}\nsteps:\n"
              "  - {at: 0s, register: w*}\n  - {at: 1s, submit: {jobs: 2, duration: 5ms..50ms}}\n"
              "faults:\n  - crash: {host: w*, rate: 1/2s, restart_after: 1s..9s}\n"
              "  - drop_reply: {method: Query, chance: 1%}\nheal: {at: 5s}\n",
              "hardened: holds\n  eventually: {within: 1ms, that: [every-live-worker-free]}"),
      "hardened");
  EXPECT_EQ(outcome.shrunk.after.faults, 0U) << outcome.text;
  EXPECT_EQ(outcome.shrunk.after.workers, 1U);
  EXPECT_LE(outcome.shrunk.after.steps, 3U) << outcome.text;
  expect_conviction(outcome.text, "hardened", "every-live-worker-free");
}

TEST(ShrinkScenario, WithoutTimeGivesBackWhatFails) {
  const Outcome outcome = shrunk(kNoisyCrossing, "documented", [] { return true; });
  EXPECT_FALSE(outcome.shrunk.complete);
  EXPECT_EQ(outcome.shrunk.after.steps, outcome.shrunk.before.steps);
  ASSERT_TRUE(outcome.shrunk.decisions.has_value());
  const Scenario scenario = read(outcome.text);
  Player player(scenario, "documented");
  const Replayed replayed = replay_decisions(player, *outcome.shrunk.decisions);
  EXPECT_EQ(replayed.stale, "");
  EXPECT_EQ(replayed.result.violation->invariant, "connection-matches-record");
}

TEST(ShrinkScenario, WithLittleTimeGivesBackTheBestSoFar) {
  int asked = 0;
  const Outcome outcome = shrunk(kNoisyCrossing, "documented", [&] { return ++asked > 40; });
  EXPECT_FALSE(outcome.shrunk.complete);
  EXPECT_LT(outcome.shrunk.after.steps, outcome.shrunk.before.steps);
}

TEST(ShrinkScenario, WhatDoesNotFailIsNotShrunk) {
  const Scenario scenario =
      read(planted("workers: {count: 1}\nsteps: [{at: 0s, register: w1}]\n", "documented: holds"));
  FailureSearch search("documented", "no-stale-worker", {});
  EXPECT_FALSE(shrink_scenario(scenario, {}, search).has_value());
}

}  // namespace
}  // namespace rollcall
