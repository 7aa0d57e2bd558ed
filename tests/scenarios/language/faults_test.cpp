// What the actions on hosts and links, the weather and the rest of the world resolve to, and what
// can be wrong with them.

#include "scenarios/language/odds.hpp"
#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::read;
using testing_support::with;

// The one action of a scenario's one step.
template <typename What>
What sole(const std::string& action) {
  const Scenario scenario = read(with(5, "steps: [{at: 0s, " + action + "}]"));
  EXPECT_EQ(scenario.steps.at(0).branches.size(), 1U);
  return std::get<What>(scenario.steps.at(0).branches.at(0).actions.at(0).what);
}

std::vector<std::string> task_names(const std::string& action) {
  const Scenario scenario = read(with(5, "steps: [{at: 0s, " + action + "}]"));
  std::vector<std::string> names;
  for (const Branch& branch : scenario.steps.at(0).branches) {
    names.push_back(task_name(scenario, branch.actions.at(0)));
  }
  return names;
}

std::string names_of(const Scenario& scenario, const std::vector<HostRef>& hosts) {
  std::string names;
  for (const HostRef host : hosts) {
    names += (names.empty() ? "" : " ") + name_of(scenario, host);
  }
  return names;
}

std::string text_of(Ratio ratio) { return fmt::format("{}/{}", ratio.num, ratio.den); }

using Names = std::vector<std::string>;

TEST(Actions, OnHostsTakeTheOrchestratorToo) {
  EXPECT_EQ(task_names("crash: [w2, orchestrator]"),
            (Names{"crash orchestrator #1", "crash w2 #1"}));
  EXPECT_EQ(task_names("pause: {host: w*, for: 4s}"),
            (Names{"pause w1 #1", "pause w2 #1", "pause w3 #1"}));
  EXPECT_EQ(*sole<HostAction>("pause: {host: w2, for: 4s}").duration, std::chrono::seconds(4));
  EXPECT_EQ(*sole<HostAction>("crash: {host: w2, restart_after: 1s}").duration,
            std::chrono::seconds(1));
  EXPECT_FALSE(sole<HostAction>("restart: w2").duration.has_value());
  EXPECT_EQ(sole<HostAction>("resume: orchestrator").host, HostRef{});
}

TEST(Actions, AreNumberedByVerbAndTarget) {
  const Scenario scenario =
      read(with(5,
                "steps: [{at: 0s, crash: w1}, {at: 1s, restart: w1}, {at: 2s, crash: [w1, w2]}, "
                "{at: 3s, heal: all}, {at: 4s, heal: all}]"));
  Names names;
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      names.push_back(task_name(scenario, branch.actions.at(0)));
    }
  }
  EXPECT_EQ(names, (Names{"crash w1 #1", "restart w1 #1", "crash w1 #2", "crash w2 #1", "heal #1",
                          "heal #2"}));
}

TEST(Actions, OnLinksNameTwoSides) {
  const Scenario scenario = read(
      with(5,
           "steps: [{at: 0s, partition: {between: [[orchestrator, w1], 'w[2..3]'], one_way: true, "
           "methods: [Heartbeat], for: 5s}}]"));
  const auto& cut = std::get<LinkAction>(scenario.steps[0].branches[0].actions[0].what);
  EXPECT_EQ(names_of(scenario, cut.links.left), "orchestrator w1");
  EXPECT_EQ(names_of(scenario, cut.links.right), "w2 w3");
  EXPECT_TRUE(cut.links.one_way);
  EXPECT_EQ(cut.links.methods, Names{"Heartbeat"});
  EXPECT_EQ(*cut.duration, std::chrono::seconds(5));
  const auto clog = sole<LinkAction>("clog: {between: [orchestrator, w1]}");
  EXPECT_EQ(clog.verb, LinkAction::Verb::kClog);
  EXPECT_FALSE(clog.duration.has_value());
}

TEST(Actions, OnMessagesClocksAndJobs) {
  const auto drop = sole<MessageAction>("drop_reply: {method: Register, worker: w2, count: 3}");
  EXPECT_EQ(drop.method, "Register");
  EXPECT_EQ(drop.worker, 1U);
  EXPECT_EQ(drop.count, 3U);
  EXPECT_EQ(sole<ClockJumpAction>("clock_jump: {host: w1, by: -5s}").by, -std::chrono::seconds(5));
  const auto submit =
      sole<SubmitAction>("submit: {jobs: 2, duration: 1ms..2ms, idempotent: false}");
  EXPECT_EQ(submit.jobs, 2U);
  EXPECT_EQ(submit.duration.high, std::chrono::milliseconds(2));
  EXPECT_FALSE(submit.idempotent);
  EXPECT_EQ(sole<CancelAction>("cancel: {job: 7}").job, 7U);
  EXPECT_EQ(task_names("drain: w2"), Names{"drain w2 #1"});
}

TEST(Actions, TellWhatIsWrong) {
  const auto problems = [](const std::string& action) {
    return problems_of(with(5, "steps: [{at: 0s, " + action + "}]"));
  };
  EXPECT_EQ(problems("crash: w9"),
            "5:25 E301 steps[0].crash: there is no worker 'w9' | did you mean 'w1'?");
  EXPECT_EQ(problems("partition: {between: [w1]}"),
            "5:39 E321 steps[0].partition.between: links are between two sides | write "
            "[orchestrator, w*], or [[orchestrator, w1], w2]");
  EXPECT_EQ(problems("drop_reply: {method: Regster}"),
            "5:39 E106 steps[0].drop_reply.method: unknown value 'Regster' | did you mean "
            "'Register'?");
  EXPECT_EQ(problems("pause: {host: w1, for: 3}"),
            "5:41 E203 steps[0].pause.for: missing unit in duration '3' | write 3ms or 3s");
  EXPECT_EQ(problems("submit: {jobs: 0}"),
            "5:33 E202 steps[0].submit.jobs: '0' is out of range | write a number from 1 to "
            "1000000");
  EXPECT_EQ(problems("heal: w1"),
            "5:24 E106 steps[0].heal: unknown value 'w1' | write one of: all");
}

TEST(When, IsTheNthEventOfAKindAndADelay) {
  const Scenario scenario =
      read(with(5,
                "steps: [{when: {event: freed, worker: w2, nth: 2}, after: 10ms, crash: w2}, "
                "{when: {event: registered}, register: w3}]"));
  const Step& step = scenario.steps.at(0);
  EXPECT_EQ(step.when->event, "freed");
  EXPECT_EQ(step.when->worker, 1U);
  EXPECT_EQ(step.when->nth, 2U);
  EXPECT_EQ(step.at, std::chrono::milliseconds(10));
  EXPECT_FALSE(step.after.has_value());
  EXPECT_FALSE(scenario.steps.at(1).when->worker.has_value());
}

TEST(When, TellsWhatIsWrong) {
  EXPECT_EQ(problems_of(with(5, "steps: [{when: {event: fred}, crash: w2}]")),
            "5:24 E106 steps[0].when.event: unknown value 'fred' | did you mean 'freed'?");
  EXPECT_EQ(problems_of(with(5, "steps: [{at: 0s, when: {event: freed}, crash: w2}]")),
            "5:9 E310 steps[0]: a step has 'at' or 'when', not both | a delay behind the event is "
            "'after: 10ms'");
  EXPECT_EQ(problems_of(with(5,
                             "steps: [{when: {event: freed}, repeat: {times: 2, every: 1s}, "
                             "crash: w2}]")),
            "5:32 E315 steps[0].repeat: 'repeat' does not go with 'when' | give the step an 'at'");
}

TEST(Faults, ReadEachKindOfWeather) {
  const Scenario scenario =
      read(with(7,
                "faults:\n"
                "  - crash: {host: w*, rate: 1/20s, restart_after: 1s..3s, keep: 1, quiet: 500ms}\n"
                "  - partition: {between: [orchestrator, w*], one_way: 30%, rate: 2/30s, for: 1s}\n"
                "  - drop_reply: {method: Register, chance: 5%}\n"
                "  - delay: {chance: 1/1000, by: 1s..2s}\n"
                "  - clock_jump: {host: [w1, orchestrator], rate: 1/1m, by: -1s..1s}\n"));
  ASSERT_EQ(scenario.faults.size(), 5U);
  const auto& crash = std::get<HostWeather>(scenario.faults[0].what);
  EXPECT_EQ(names_of(scenario, crash.hosts), "w1 w2 w3");
  ASSERT_TRUE(scenario.faults[0].rate.has_value());
  EXPECT_EQ(scenario.faults[0].rate->count, 1U);
  EXPECT_EQ(scenario.faults[0].rate->per, std::chrono::seconds(20));
  EXPECT_EQ(scenario.faults[0].span.high, std::chrono::seconds(3));
  EXPECT_EQ(scenario.faults[0].keep, 1U);
  EXPECT_EQ(scenario.faults[0].quiet, std::chrono::milliseconds(500));
  EXPECT_EQ(scenario.faults[0].position.line, 8);
  EXPECT_EQ(text_of(std::get<LinkWeather>(scenario.faults[1].what).one_way), "30/100");
  EXPECT_EQ(std::get<MessageWeather>(scenario.faults[2].what).method, "Register");
  EXPECT_EQ(std::get<MessageWeather>(scenario.faults[3].what).method, "");
  EXPECT_EQ(text_of(std::get<MessageWeather>(scenario.faults[3].what).chance), "1/1000");
  EXPECT_TRUE(std::holds_alternative<ClockWeather>(scenario.faults[4].what));
  EXPECT_EQ(scenario.faults[4].span.low, -std::chrono::seconds(1));
}

TEST(Faults, TellWhatIsWrong) {
  const auto problems = [](const std::string& entry) {
    return problems_of(with(7, "faults:\n  - " + entry));
  };
  EXPECT_EQ(problems("crash: {host: w1, rate: 20s, restart_after: 1s}"),
            "8:29 E221 faults[0].crash.rate: '20s' is not a rate | write 1/20s: how often, and in "
            "what time");
  EXPECT_EQ(problems("crash: {host: w1, rate: 1/20s}"),
            "8:5 E102 faults[0].crash: missing key 'restart_after'");
  EXPECT_EQ(problems("drop_reply: {chance: 5}"),
            "8:26 E220 faults[0].drop_reply.chance: '5' is not a share of one | write 5%, 0.25% or "
            "3/100, at most 100%");
  EXPECT_EQ(problems("crush: {host: w1}"),
            "8:5 E104 faults[0].crush: unknown key 'crush' | did you mean 'crash'?");
  EXPECT_EQ(problems("{crash: {host: w1, rate: 1/1s, restart_after: 1s}, delay: {chance: 1%, by: "
                     "1s}}"),
            "8:5 E330 faults[0]: an entry is one kind of fault | write a list of entries");
}

TEST(World, ReadsNetworkClockHealAndSwarm) {
  const Scenario scenario =
      read(with(7,
                "network: {latency: 1ms..5ms, loss: 1%, duplicate: 0%, reorder: 0.5%}\n"
                "clock: {offset: -50ms..50ms, drift: 100ppm}\nheal: {at: 60s, core: 2}\n"
                "swarm: true\nmanager: {heartbeat: 2s, dead_after: 6s, attempts: 5}"));
  EXPECT_EQ(scenario.network.latency.high, std::chrono::milliseconds(5));
  EXPECT_EQ(text_of(scenario.network.loss), "1/100");
  EXPECT_EQ(text_of(scenario.network.reorder), "5/1000");
  EXPECT_EQ(scenario.clock.offset.low, -std::chrono::milliseconds(50));
  EXPECT_EQ(scenario.clock.drift_ppm_max, 100);
  EXPECT_EQ(scenario.heal->at, std::chrono::seconds(60));
  EXPECT_EQ(scenario.heal->core, 2U);
  EXPECT_TRUE(scenario.swarm);
  EXPECT_EQ(scenario.manager.heartbeat, std::chrono::seconds(2));
  EXPECT_EQ(scenario.manager.attempts, 5U);
}

TEST(World, TellsWhatIsWrong) {
  EXPECT_EQ(problems_of(with(7, "clock: {drift: 100}")),
            "7:16 E222 clock.drift: '100' is not a drift | write 100ppm: parts in a million, at "
            "most 100000");
  EXPECT_EQ(problems_of(with(7, "swarm: maybe")),
            "7:8 E106 swarm: unknown value 'maybe' | write one of: true, false");
  EXPECT_EQ(problems_of(with(7, "manager: {heartbeat: 0s}")),
            "7:22 E207 manager.heartbeat: this duration must be more than nothing");
  EXPECT_EQ(problems_of(with(4, "workers: {count: 1, id: orchestrator}")),
            "4:25 E211 workers.id: 'orchestrator' cannot be a worker's id | write letters, digits, "
            "'-', '_', '.' and {n}");
}

TEST(Expect, ReadsMarksAndWhatHoldsAtRest) {
  const Scenario scenario =
      read(with(6,
                "expect: {hardened: holds, sometimes: [reply-dropped], eventually: {within: "
                "30s, that: [no-stale-worker]}}"));
  EXPECT_EQ(scenario.expect.size(), 1U);
  EXPECT_EQ(scenario.sometimes.at(0).mark, "reply-dropped");
  EXPECT_EQ(*scenario.eventually.within, std::chrono::seconds(30));
  EXPECT_EQ(scenario.eventually.that, std::vector<std::string>{"no-stale-worker"});
  EXPECT_EQ(problems_of(with(6, "expect: {documented: holds, sometimes: [reply-droped]}")),
            "6:41 E414 expect.sometimes[0]: unknown mark 'reply-droped' | did you mean "
            "'reply-dropped'?");
  EXPECT_EQ(problems_of(with(6, "expect: {sometimes: [reply-dropped]}")),
            "6:9 E105 expect: nothing is expected of any manager | write 'documented: holds'");
}

TEST(Expect, IsOfManagersThatKnowEveryAction) {
  std::string text = with(5, "steps: [{at: 0s, drain: w1}, {at: 1s, crash: w1}]");
  EXPECT_EQ(problems_of(text), "");
  text.replace(text.find("documented"), std::string("documented").size(), "hardened");
  EXPECT_EQ(problems_of(text),
            "6:10 E415 expect.hardened: the hardened manager has no 'crash', which line 5 asks for "
            "| it knows: register, set_state, dispatch_pause, drain");
}

TEST(Odds, AreExact) {
  const auto ratio = [](std::string_view text) {
    return text_of(std::get<Ratio>(parse_ratio(text)));
  };
  EXPECT_EQ(ratio("0%"), "0/100");
  EXPECT_EQ(ratio("100%"), "100/100");
  EXPECT_EQ(ratio("0.25%"), "25/10000");
  EXPECT_EQ(ratio("12.50%"), "1250/10000");
  EXPECT_EQ(ratio("0.0%"), "0/1000");
  EXPECT_EQ(ratio("3/7"), "3/7");
  for (const char* const bad : {"", "%", "101%", "-1%", "1", "4/3", "1/0", ".5%", "5.%", "1e2%"}) {
    EXPECT_TRUE(std::holds_alternative<Problem>(parse_ratio(bad))) << bad;
  }
  for (const char* const bad : {"", "1", "0/1s", "1/", "1/5", "2/1ns"}) {
    EXPECT_TRUE(std::holds_alternative<Problem>(parse_rate(bad))) << bad;
  }
}

}  // namespace
}  // namespace rollcall
