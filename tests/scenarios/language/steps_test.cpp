// What `steps:` and `order:` resolve to, and everything that can be wrong with them.

#include "scenarios/language/scenario_reader.hpp"
#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::read;
using testing_support::with;

std::string problems_of_steps(const std::string& steps) {
  return problems_of(with(5, "steps:\n" + steps));
}

std::string text_of(const Scenario& scenario, const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    return fmt::format("{} {}:{}", task_name(scenario, action), call->host, call->port);
  }
  if (const auto* call = std::get_if<SetStateAction>(&action.what)) {
    return fmt::format("{} {}", task_name(scenario, action), call->state);
  }
  const auto& pause = std::get<DispatchPauseAction>(action.what);
  return "pause " + (pause.duration ? to_text(*pause.duration) : "forever");
}

// One line a step: "0s label: branch, action; action | branch".
std::string steps_of(const std::string& steps) {
  const Scenario scenario = read(with(5, "steps:\n" + steps));
  std::string text;
  for (const Step& step : scenario.steps) {
    text += step.after ? fmt::format("after {}", *step.after) : to_text(step.at);
    text += (step.label.empty() ? "" : " ") + step.label + ":";
    std::string separator = " ";
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        text += separator + text_of(scenario, action);
        separator = "; ";
      }
      separator = " | ";
    }
    text += "\n";
  }
  return text;
}

std::string problems_of_order(const std::string& entry) {
  return problems_of(with(7, "order:\n  - " + entry));
}

TEST(Steps, GiveEachSelectedWorkerItsBranch) {
  EXPECT_EQ(steps_of("- {at: 0s, register: w*}"),
            "0s: register w1 #1 10.0.0.1:7000 | register w2 #1 10.0.0.2:7000 | register w3 #1 "
            "10.0.0.3:7000\n");
  EXPECT_EQ(steps_of("- at: 0s\n  register: w[2..3]"),
            "0s: register w2 #1 10.0.0.2:7000 | register w3 #1 10.0.0.3:7000\n");
  EXPECT_EQ(steps_of("- {at: 0s, register: [w3, w1, w*1]}"),
            "0s: register w1 #1 10.0.0.1:7000 | register w3 #1 10.0.0.3:7000\n");
}

TEST(Steps, ReadEveryAction) {
  EXPECT_EQ(steps_of("- {at: 0s, register: {worker: w2, address: \"h:-1\"}}\n"
                     "- {at: 0s, set_state: {worker: w2, state: busy}}\n"
                     "- {at: 0s, dispatch_pause: 5ms}\n"
                     "- {at: 0s, dispatch_pause: forever}\n"
                     "- {at: 0s, dispatch_pause: {for: 2s}}"),
            "0s: register w2 #1 h:-1\n0s: set_state w2 #1 busy\n0s: pause 5ms\n0s: pause forever\n"
            "0s: pause 2s\n");
}

TEST(Steps, NumberCallsByWorkerAndKind) {
  EXPECT_EQ(steps_of("- {at: 0s, register: w1}\n"
                     "- {at: 0s, set_state: {worker: w1, state: free}}\n"
                     "- {at: 0s, register: w*}"),
            "0s: register w1 #1 10.0.0.1:7000\n0s: set_state w1 #1 free\n"
            "0s: register w1 #2 10.0.0.1:7000 | register w2 #1 10.0.0.2:7000 | register w3 #1 "
            "10.0.0.3:7000\n");
}

TEST(Steps, RaceBranchesAndSequences) {
  EXPECT_EQ(steps_of("- at: 50ms\n  label: flap\n  race:\n"
                     "    - set_state: {worker: w1, state: dead}\n"
                     "    - [{register: w1}, {dispatch_pause: 1ms}, {register: w1}]\n"
                     "    - register: w[2..3]"),
            "50ms flap: set_state w1 #1 dead | register w1 #1 10.0.0.1:7000; pause 1ms; register "
            "w1 #2 10.0.0.1:7000 | register w2 #1 10.0.0.2:7000 | register w3 #1 10.0.0.3:7000\n");
}

TEST(Steps, UnrollRepeatsAndLabelTheLastCopy) {
  EXPECT_EQ(steps_of("- at: 1s\n  label: again\n  repeat: {times: 3, every: 10ms}\n  register: w1\n"
                     "- after: again\n  register: w1"),
            "1s: register w1 #1 10.0.0.1:7000\n1.01s: register w1 #2 10.0.0.1:7000\n"
            "1.02s again: register w1 #3 10.0.0.1:7000\nafter 2: register w1 #4 10.0.0.1:7000\n");
}

TEST(Steps, KeepTheirPositions) {
  const Scenario scenario = read(with(5, "steps:\n  - at: 0s\n    register: w1"));
  EXPECT_EQ(scenario.steps.at(0).position.line, 6);
  EXPECT_EQ(scenario.steps[0].position.column, 5);
  EXPECT_EQ(scenario.steps[0].branches.at(0).actions.at(0).position.line, 7);
  EXPECT_EQ(scenario.steps[0].branches[0].actions[0].position.column, 5);
}

TEST(Steps, NeedExactlyOneTime) {
  const std::string hint = " | give either 'at: 10ms' or 'after: LABEL'";
  EXPECT_EQ(problems_of_steps("- register: w1"), "6:3 E310 steps[0]: the step has no time" + hint);
  EXPECT_EQ(problems_of_steps("- {at: 0s, label: a, register: w1}\n"
                              "- {at: 1s, after: a, register: w1}"),
            "7:3 E310 steps[1]: a step has 'at' or 'after', not both" + hint);
}

TEST(Steps, MustNotGoBackInTime) {
  EXPECT_EQ(problems_of_steps("- {at: 2s, label: a, register: w1}\n- {after: a, register: w1}\n"
                              "- {at: 1s, register: w1}"),
            "8:8 E311 steps[2].at: this step is earlier than the one before it, at 2s | put the "
            "steps in order of time");
}

TEST(Steps, FollowEarlierLabelsOnly) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, label: start, register: w1}\n"
                              "- {after: strat, register: w1}"),
            "7:11 E312 steps[1].after: there is no step 'strat' | did you mean 'start'?");
  EXPECT_EQ(
      problems_of_steps("- {after: late, register: w1}\n- {at: 0s, label: late, register: w1}"),
      "6:11 E313 steps[0].after: the step 'late' is not an earlier step | 'after' names a "
      "step further up");
  EXPECT_EQ(problems_of_steps("- {after: me, label: me, register: w1}"),
            "6:11 E313 steps[0].after: the step 'me' is not an earlier step | 'after' names a step "
            "further up");
}

TEST(Steps, LabelsAreUniqueAndStartWithALetter) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, label: a, register: w1}\n"
                              "- {at: 0s, label: a, register: w1}\n"
                              "- {at: 0s, label: 1a, register: w1}\n"
                              "- {at: 0s, label: A, register: w1}"),
            "7:19 E314 steps[1].label: repeated label 'a' | a label names one step\n"
            "8:19 E210 steps[2].label: the label '1a' does not start with a letter\n"
            "9:19 E210 steps[3].label: 'A' is not in kebab-case | write lower-case words and "
            "digits joined by '-'");
}

TEST(Steps, RepeatOnlyWithAtAndWithinTime) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, label: a, register: w1}\n"
                              "- {after: a, repeat: {times: 2, every: 1s}, register: w1}"),
            "7:14 E315 steps[1].repeat: 'repeat' does not go with 'after' | give the step an 'at'");
  EXPECT_EQ(problems_of_steps("- {at: 1h, repeat: {times: 3, every: 2000000h}, register: w1}"),
            "6:20 E206 steps[0].repeat: the last repetition is too late | repeat less or more "
            "often");
  EXPECT_EQ(problems_of_steps("- {at: 0s, repeat: {times: 0}, register: w1}"),
            "6:12 E102 steps[0].repeat: missing key 'every'\n"
            "6:28 E202 steps[0].repeat.times: '0' is out of range | write a number from 1 to "
            "100000");
}

TEST(Steps, NeedExactlyOneAction) {
  EXPECT_EQ(problems_of_steps("- {at: 0s}"),
            "6:3 E316 steps[0]: no action | name one, such as register, crash or submit; `rollcall "
            "list actions` shows all");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: w1, dispatch_pause: 1s}"),
            "6:3 E317 steps[0]: more than one action in a step | write a 'race', or a step for "
            "each");
  EXPECT_EQ(problems_of_steps("- w1"), "6:3 E103 steps[0]: expected a map, found a plain value");
  EXPECT_EQ(problems_of_steps("- {at: 0s, regster: w1}"),
            "6:3 E316 steps[0]: no action | name one, such as register, crash or submit; `rollcall "
            "list actions` shows all\n"
            "6:12 E104 steps[0].regster: unknown key 'regster' | did you mean 'register'?");
}

TEST(Steps, RefuseRacesThatAreNone) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, race: [{register: w1}]}"),
            "6:12 E318 steps[0].race: a race needs at least two branches");
  EXPECT_EQ(problems_of_steps("- {at: 0s, race: [{register: w1}, []]}"),
            "6:35 E105 steps[0].race[1]: this branch is empty");
  EXPECT_EQ(problems_of_steps("- {at: 0s, race: [{register: w1}, {}]}"),
            "6:35 E316 steps[0].race[1]: no action | name one, such as register, crash or submit; "
            "`rollcall list actions` shows all");
  EXPECT_EQ(problems_of_steps("- {at: 0s, race: [{register: w1, dispatch_pause: 1s}, {register: "
                              "w2}]}"),
            "6:19 E317 steps[0].race[0]: more than one action | make it a list to do them in "
            "sequence");
}

TEST(Steps, NeedOneWorkerWhereOneIsMeant) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, race: [{register: w1}, [{register: w*}]]}"),
            "6:36 E303 steps[0].race[1][0]: 3 workers selected where one is needed | an action in "
            "a sequence is one worker's");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: {worker: w*, address: \"h:1\"}}"),
            "6:35 E303 steps[0].register.address: one address for 3 workers | select one worker, "
            "or leave the address out");
}

TEST(Steps, NameWorkersAndStatesThatExist) {
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: x1}"),
            "6:22 E301 steps[0].register: there is no worker 'x1' | did you mean 'w1'?");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: [w1, x*]}"),
            "6:27 E301 steps[0].register[1]: no worker matches 'x*'");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: []}"),
            "6:22 E105 steps[0].register: this list is empty | select at least one worker");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: \"w[1\"}"),
            "6:22 E302 steps[0].register: 'w[1' does not select workers | write an id, a pattern "
            "such as \"w*\", or a range such as \"w[2..5]\"");
  EXPECT_EQ(problems_of_steps("- {at: 0s, set_state: {worker: w1, state: bsuy}}"),
            "6:43 E106 steps[0].set_state.state: unknown value 'bsuy' | did you mean 'busy'?");
  EXPECT_EQ(problems_of_steps("- {at: 0s, register: {worker: w1, address: h}}"),
            "6:44 E209 steps[0].register.address: 'h' is not an address | write \"host:port\", as "
            "in \"10.0.0.1:7000\"");
  EXPECT_EQ(problems_of_steps("- {at: 0s, dispatch_pause: -1s}"),
            "6:28 E207 steps[0].dispatch_pause: duration '-1s' is negative");
}

TEST(Steps, HaveABoundedNumberOfActions) {
  const std::string message =
      "the steps come to more than 1000000 actions | select fewer workers or repeat less";
  const std::string steps = "steps: [{at: 0s, register: w*, repeat: {times: 100000, every: 1ms}}]";
  EXPECT_EQ(problems_of(testing_support::join({"rollcall: 1", "name: a", "about: b",
                                               "workers: {count: 100000}", steps,
                                               "expect: {documented: holds}"})),
            "5:9 E319 steps[0]: " + message);
}

TEST(Steps, HavePatternsThatLookAtABoundedNumberOfWorkers) {
  std::string steps = "steps:";
  for (int count = 0; count < 101; ++count) {
    steps += "\n- {at: 0s, register: w9999*}";
  }
  EXPECT_EQ(problems_of(testing_support::join({"rollcall: 1", "name: a", "about: b",
                                               "workers: {count: 100000}",
                                               "expect: {documented: holds}", steps})),
            "107:12 E319 steps[100].register: the selectors look at too many workers | select "
            "fewer workers or repeat less");
}

TEST(Steps, AreCheckedEvenIfTheWorkersAreUnknown) {
  EXPECT_EQ(problems_of("rollcall: 1\nname: a\nabout: b\nworkers: {count: x}\n"
                        "steps: [{at: 5, register: w9}]\nexpect: {documented: holds}\n"),
            "4:18 E201 workers.count: 'x' is not a whole number | write plain decimal digits\n"
            "5:14 E203 steps[0].at: missing unit in duration '5' | write 5ms or 5s");
}

TEST(Order, NamesTasksAndPoints) {
  const Scenario scenario = read(
      with(7,
           "jobs: {count: 3, every: 1ms, duration: 1ms}\norder:\n"
           "  - \"register w1 #1: published\"\n  - 'dispatcher 1: pulled'\n  - \"job 3: called\""));
  ASSERT_EQ(scenario.order.size(), 3U);
  EXPECT_EQ(scenario.order[0].task, "register w1 #1");
  EXPECT_EQ(scenario.order[0].point, "published");
  EXPECT_EQ(scenario.order[0].position.line, 9);
  EXPECT_EQ(scenario.order[0].position.column, 5);
  EXPECT_EQ(scenario.order[2].task, "job 3");
  EXPECT_EQ(scenario.order[0].task, task_name(scenario, scenario.steps[0].branches[0].actions[0]));
}

TEST(Order, TellsWhenYamlTookTheEndForAComment) {
  const std::string hint =
      " | put the entry in quotes, as in \"register w2 #1: published\": in YAML ' #' starts a "
      "comment";
  EXPECT_EQ(problems_of_order("register w1 #1: published"),
            "8:5 E401 order[0]: the entry 'register w1' lost its end" + hint);
  EXPECT_EQ(problems_of_order("dispatcher 1: pulled"),
            "8:5 E401 order[0]: this entry is a map, not a text" + hint);
}

TEST(Order, RefusesEntriesWithoutAPoint) {
  EXPECT_EQ(problems_of_order("\"register w1 #1\""),
            "8:5 E402 order[0]: 'register w1 #1' names no point | write \"TASK: POINT\", as in "
            "\"register w2 #1: published\"");
}

TEST(Order, RefusesTasksThatAreNotPlanned) {
  EXPECT_EQ(problems_of_order("\"register w1 #2: published\""),
            "8:5 E403 order[0]: there is no task number '2' | the scenario has 1 to 1");
  EXPECT_EQ(problems_of_order("\"register w2 #1: published\""),
            "8:5 E403 order[0]: there is no task number '1' | the scenario has no such task");
  EXPECT_EQ(problems_of_order("\"set_state w1 #1: set\""),
            "8:5 E403 order[0]: there is no task number '1' | the scenario has no such task");
  EXPECT_EQ(problems_of_order("\"register w9 #1: published\""),
            "8:5 E301 order[0]: there is no worker 'w9' | did you mean 'w1'?");
  EXPECT_EQ(problems_of_order("\"dispatcher 2: pulled\""),
            "8:5 E403 order[0]: there is no task number '2' | the scenario has 1 to 1");
  EXPECT_EQ(problems_of_order("\"job 1: called\""),
            "8:5 E403 order[0]: there is no task number '1' | the scenario has no such task");
  EXPECT_EQ(problems_of_order("\"regster w1 #1: published\""),
            "8:5 E403 order[0]: there is no task 'regster w1 #1' | did you mean 'register'?");
  EXPECT_EQ(problems_of_order("\"register w1: published\""),
            "8:5 E403 order[0]: 'w1' lacks the number of the call | write \"TASK: POINT\", as in "
            "\"register w2 #1: published\"");
}

TEST(Order, RefusesPointsThatDoNotExist) {
  EXPECT_EQ(problems_of_order("\"register w1 #1: publishd\""),
            "8:5 E404 order[0]: 'register' has no point 'publishd' | did you mean 'published'?");
  EXPECT_EQ(problems_of_order("\"register w1 #1: pulled\""),
            "8:5 E404 order[0]: 'register' has no point 'pulled' | its points are: published, "
            "attached");
}

TEST(Order, IsNotBlamedForTasksThatAnotherProblemHides) {
  EXPECT_EQ(problems_of(with(5,
                             "steps: [{at: 0s, register: x}]\n"
                             "order: [\"register w1 #1: published\"]")),
            "5:28 E301 steps[0].register: there is no worker 'x'");
}

}  // namespace
}  // namespace rollcall
