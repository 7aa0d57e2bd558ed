// The documented manager in a simulated network: what strikes it, and what it makes of it.
#include "tests/scenarios/engine/support.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace rollcall {
namespace {

Played played(const std::string& lines, const std::string& expectation) {
  return Played(
      scenario_text("manager: {free_capacity: 4, dead_after: 60s}\n" + lines, expectation));
}

std::vector<std::string> with(std::vector<std::string> notes, std::string_view part) {
  std::erase_if(notes,
                [&](const std::string& note) { return note.find(part) == std::string::npos; });
  return notes;
}

TEST(DocumentedInNetwork, IsPlayedThereOnlyIfSomethingOfANetworkIsAskedFor) {
  const std::string steps = "workers: {count: 1}\nsteps: [{at: 0s, register: w1}]\n";
  EXPECT_FALSE(needs_network(*played(steps, "holds").scenario));
  EXPECT_FALSE(needs_network(*played("network: {latency: 1ms}\n" + steps, "holds").scenario));
  EXPECT_TRUE(needs_network(*played("network: {latency: 2ms}\n" + steps, "holds").scenario));
  EXPECT_TRUE(needs_network(*played("clock: {offset: 1s}\n" + steps, "holds").scenario));
  EXPECT_TRUE(needs_network(
      *played("workers: {count: 1}\nsteps: [{at: 0s, crash: w1}]\n", "holds").scenario));
}

TEST(DocumentedInNetwork, PlaysAndReplaysTheSame) {
  Played pool = played(
      "workers: {count: 3}\njobs: {count: 5, every: 100ms, duration: 1ms..300ms}\n"
      "network: {latency: 1ms..30ms, duplicate: 5%}\nsteps: [{at: 0s, register: w*}]\n"
      "faults: [{crash: {host: [orchestrator, w*], rate: 1/1s, restart_after: 10ms..1s}}]\n"
      "heal: {at: 3s}\n",
      "{violates: legal-transitions}");
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Trace trace;
    const RunResult recorded = pool.player->play(seed, &trace);
    EXPECT_EQ(pool.player->play(seed).trace_hash, recorded.trace_hash);
    const RunResult replayed = pool.player->replay(seed, trace);
    EXPECT_FALSE(replayed.diverged);
    EXPECT_EQ(replayed.trace_hash, recorded.trace_hash);
  }
}

TEST(DocumentedInNetwork, WorkerRegistersUntilItIsAnswered) {
  Played pool = played(
      "workers: {count: 1}\nsteps:\n  - {at: 0s, drop_reply: {method: Register, count: 2}}\n"
      "  - {at: 0s, register: w1}\n",
      "{violates: bounded}");
  EXPECT_EQ(with(notes(*pool.player, 1), "publishes w1").size(), 3U);
}

TEST(DocumentedInNetwork, HandlerIsNamedAfterWhoAsks) {
  Played pool = played(
      "workers: {count: 2}\nnetwork: {latency: 2ms}\nsteps: [{at: 0s, register: w*}]\n"
      "order: [\"register w2 #1: freed\", \"register w1 #1: published\"]\n",
      "{violates: bounded}");
  const auto published = with(notes(*pool.player, 1), "publishes");
  ASSERT_EQ(published.size(), 2U);
  EXPECT_NE(published[0].find("register w2 #1: publishes w2"), std::string::npos) << published[0];
  EXPECT_NE(published[1].find("register w1 #1: publishes w1"), std::string::npos) << published[1];
}

TEST(DocumentedInNetwork, CrashOfTheOrchestratorForgetsAll) {
  Played pool = played(
      "workers: {count: 1}\nsteps:\n  - {at: 0s, register: w1}\n"
      "  - {at: 1s, restart: orchestrator}\n",
      "{violates: every-live-worker-free}");
  const RunResult result = pool.player->play(1);
  ASSERT_TRUE(result.violation);
  EXPECT_EQ(result.violation->message, "worker w1 lives and is not registered");
}

TEST(DocumentedInNetwork, DispatchersStandStillAlsoIfPausedBeforeTheyStart) {
  Played pool = played(
      "workers: {count: 1}\njobs: {count: 1, every: 1ms, duration: 1ms}\nnetwork: {latency: 2ms}\n"
      "steps:\n  - {at: 0s, dispatch_pause: {for: 5s}}\n  - {at: 0s, register: w1}\n",
      "{violates: bounded}");
  const auto sent = with(notes(*pool.player, 1), "sends job 1");
  ASSERT_EQ(sent.size(), 1U);
  EXPECT_TRUE(sent[0].starts_with("5s ")) << sent[0];
}

TEST(DocumentedInNetwork, RepairChangesWhatTheManagerDoes) {
  const std::string lines =
      "workers: {count: 1}\nnetwork: {latency: 2ms}\n"
      "jobs: {count: 1, every: 1ms, duration: 3s}\n"
      "steps:\n  - {at: 0s, drop_reply: {method: Register, worker: w1}}\n"
      "  - {at: 0s, register: w1}\n";
  const auto closings = [&](const std::string& manager) {
    Played pool(scenario_text("manager: {free_capacity: 4" + manager + "}\n" + lines,
                              "{violates: bounded}"));
    return with(notes(*pool.player, 1), "closes").size();
  };
  EXPECT_EQ(closings(""), 0U);
  EXPECT_EQ(closings(", repair: close-old-connection"), 1U);
}

TEST(Order, IsNoBusinessOfAManagerWithoutPoints) {
  const Scenario scenario =
      read_scenario("test.yaml",
                    "rollcall: 1\nname: under-test\nabout: A test.\nworkers: {count: 1}\n"
                    "steps: [{at: 0s, register: w1}]\norder: [\"register w1 #1: refused\"]\n"
                    "expect:\n  documented: holds\n  hardened: holds\n",
                    vocabulary());
  Player documented(scenario, "documented");
  EXPECT_NE(documented.play(1).order_error, "");
  Player hardened(scenario, "hardened");
  EXPECT_EQ(hardened.play(1).order_error, "");
}

TEST(Milestones, HaveAMarkForEachLegalTransition) {
  const std::vector<std::string>& marks = vocabulary().marks;
  for (const char* const mark :
       {"none-joining-registered", "free-reserved-sent", "busy-joining-job-overdue",
        "reserved-joining-sending-failed", "net-partition", "re-registration"}) {
    EXPECT_EQ(std::count(marks.begin(), marks.end(), mark), 1) << mark;
  }
}

}  // namespace
}  // namespace rollcall
