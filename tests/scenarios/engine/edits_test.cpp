// What edits do to a scenario, and that the rest of it still says the same.
#include "scenarios/engine/edits.hpp"

#include "scenarios/engine/scenario_cost.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/scenario_writer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace rollcall {
namespace {

Scenario read(const std::string& body) {
  return read_scenario(
      "test.yaml",
      "rollcall: 1\nname: test\nabout: A test.\n" + body + "expect:\n  documented: holds\n",
      vocabulary());
}

std::string steps_of(const Scenario& scenario) {
  const std::string text = to_yaml(scenario);
  const std::size_t first = text.find("steps:\n");
  return text.substr(first, text.find("expect:\n") - first);
}

TEST(ScenarioSurgery, WorkersBehindADroppedOneMoveUp) {
  Scenario scenario = read(
      "workers: {count: 4}\nsteps:\n  - {at: 0s, register: w*}\n"
      "  - {at: 1s, register: {worker: w4, address: '10.0.0.4:7001'}}\n"
      "  - {at: 2s, set_state: {worker: w2, state: dead}}\n"
      "order: ['register w4 #2: published', 'set_state w2 #1: set']\n");
  erase_workers(scenario, 1, 2);
  EXPECT_EQ(scenario.workers.size(), 3U);
  EXPECT_EQ(steps_of(scenario),
            "steps:\n  - at: 0s\n    race:\n      - register: w1\n      - register: w2\n"
            "      - register: w3\n  - at: 1s\n"
            "    register: {worker: w3, address: \"10.0.0.4:7001\"}\n"
            "order:\n  - \"register w3 #2: published\"\n");
}

TEST(ScenarioSurgery, ConditionsOfADroppedWorkerGoAndOthersMoveUp) {
  Scenario scenario = read_scenario(
      "test.yaml",
      "rollcall: 1\nname: test\nabout: A test.\nworkers: {count: 3}\n"
      "steps: [{at: 0s, register: w*}]\n"
      "expect:\n  documented: holds\n"
      "  always: ['free <= 3', 'w2 is not dead', 'w1 is not dead and free <= registered']\n"
      "  never: ['w3 is busy and w1 is busy', 'w2 is busy and w3 is busy']\n"
      "  leads_to: [{from: w3 is busy, to: w3 is free}, {from: w3 is busy, to: w2 is free}]\n"
      "  sometimes: ['w2 is free', 'w3 is not free and queued > 0']\n",
      vocabulary());
  erase_workers(scenario, 1, 2);
  const std::string text = to_yaml(scenario);
  EXPECT_EQ(text.find("w3"), std::string::npos) << text;
  ASSERT_EQ(scenario.always.size(), 2U);
  EXPECT_EQ(scenario.always[1].text, "w1 is not dead and free <= registered");
  ASSERT_EQ(scenario.never.size(), 1U);
  EXPECT_EQ(scenario.never[0].text, "w2 is busy and w1 is busy");
  ASSERT_EQ(scenario.leads_to.size(), 1U);
  EXPECT_EQ(scenario.leads_to[0].to.text, "w2 is free");
  ASSERT_EQ(scenario.sometimes.size(), 1U);
  EXPECT_EQ(scenario.sometimes[0].mark, "w2 is not free and queued > 0");
  // It is what it says.
  const Scenario again = read_scenario("test.yaml", text, vocabulary());
  EXPECT_EQ(to_yaml(again), text);
  EXPECT_EQ(std::get<WorkerIs>(again.never[0].terms[0]).worker, 1U);
}

TEST(ScenarioSurgery, StepsAfterADroppedOneStartWithTheOneBefore) {
  Scenario scenario = read(
      "workers: {count: 3}\nsteps:\n  - {at: 5ms, register: w1}\n"
      "  - {at: 9ms, label: middle, register: w2}\n  - {after: middle, label: late, register: w3}\n"
      "  - {after: late, register: w1}\n");
  erase_steps(scenario, 1, 2);
  EXPECT_EQ(steps_of(scenario),
            "steps:\n  - at: 5ms\n    register: w1\n  - at: 5ms\n    label: late\n"
            "    register: w3\n  - after: late\n    register: w1\n");
}

TEST(ScenarioSurgery, AStepIsPutInByItsTimeAndLabelsAreStillMeant) {
  Scenario scenario = read(
      "workers: {count: 1}\nsteps:\n  - {at: 1ms, register: w1}\n"
      "  - {at: 9ms, label: last, register: w1}\n  - {after: last, register: w1}\n");
  Step step = scenario.steps[0];
  step.at = std::chrono::milliseconds(5);
  insert_step(scenario, step);
  EXPECT_EQ(steps_of(scenario),
            "steps:\n  - at: 1ms\n    register: w1\n  - at: 5ms\n    register: w1\n"
            "  - at: 9ms\n    label: last\n    register: w1\n  - after: last\n"
            "    register: w1\n");
}

TEST(Edits, SplitARaceIntoStepsInBothOrders) {
  const Scenario scenario =
      read("workers: {count: 2}\nsteps: [{at: 0s, register: w*}, {at: 5ms, register: w1}]\n");
  const Edits edits = one_by_one(scenario, {});
  ASSERT_EQ(edits.size(), 2U);
  Scenario split = scenario;
  edits[1](split);
  EXPECT_EQ(steps_of(split),
            "steps:\n  - at: 0s\n    register: w2\n  - at: 1ms\n    register: w1\n"
            "  - at: 6ms\n    register: w1\n");
  EXPECT_LT(cost_of(split), cost_of(scenario));
}

TEST(Edits, RoundTimesToTheSmallestFirst) {
  const Scenario scenario =
      read("workers: {count: 1}\nsteps: [{at: 0s, register: w1}, {at: 47ms, register: w1}]\n");
  std::vector<std::string> tried;
  for (const Edit& edit : round_times(scenario, {})) {
    Scenario changed = scenario;
    edit(changed);
    tried.push_back(to_text(changed.steps[1].at));
  }
  EXPECT_EQ(tried, (std::vector<std::string>{"1ms", "10ms", "40ms"}));
}

// Whatever they do, a scenario that costs less is one that reads back, or none: never the same one.
TEST(Edits, EachThatCostsLessIsAnotherText) {
  const Scenario scenario = read(
      "manager: {free_capacity: 2, dispatchers: 2}\nworkers: {count: 3}\n"
      "jobs: {count: 4, every: 2ms, duration: 1ms..5ms}\nsteps:\n"
      "  - {at: 0s, dispatch_pause: 3ms}\n  - {at: 1ms, label: a, register: w*}\n"
      "  - at: 7ms\n    race:\n      - [{register: w1}, {set_state: {worker: w2, state: dead}}]\n"
      "      - register: w2\n  - {after: a, register: w3}\n"
      "order: ['register w1 #1: published']\n");
  std::size_t simpler = 0;
  for (const Reduction reduction : all_reductions()) {
    for (const Edit& edit : reduction(scenario, {})) {
      Scenario changed = scenario;
      edit(changed);
      if (cost_of(changed) < cost_of(scenario)) {
        ++simpler;
        EXPECT_NE(to_yaml(changed), to_yaml(scenario));
      }
    }
  }
  EXPECT_GT(simpler, 30U);
}

}  // namespace
}  // namespace rollcall
