// `params`: values filled in, and every combination a scenario of its own.

#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::with;

std::vector<Scenario> instances_of(const std::string& text) {
  return read_instances("a.yaml", text, testing_support::vocabulary());
}

TEST(Parameters, EveryCombinationIsAScenarioNamedByItsValues) {
  const std::vector<Scenario> instances =
      instances_of(with(7,
                        "params: {room: {each: [1, 2]}, late: {each: [5ms, 1s]}, runs: 7}\n"
                        "runs: $runs\n"
                        "manager: {free_capacity: $room, heartbeat: $late}"));
  ASSERT_EQ(instances.size(), 4U);
  EXPECT_EQ(instances[0].name, "small@room=1,late=5ms");
  EXPECT_EQ(instances[1].name, "small@room=1,late=1s");
  EXPECT_EQ(instances[3].name, "small@room=2,late=1s");
  EXPECT_EQ(instances[3].manager.free_capacity, 2U);
  EXPECT_EQ(to_text(instances[3].manager.heartbeat), "1s");
  EXPECT_EQ(instances[3].runs, 7U);
  EXPECT_EQ(instances[3].parameters,
            (std::vector<std::pair<std::string, std::string>>{{"room", "2"}, {"late", "1s"}}));
  // They are different content: what is estimated from it is estimated for each.
  EXPECT_NE(instances[0].text, instances[1].text);
}

TEST(Parameters, AreFilledInWithinATextAndADollarIsWrittenTwice) {
  const std::vector<Scenario> instances = instances_of(
      "params: {n: {each: [1, 1]}}\n" + with(3, "about: \"w$n for $$5, a$$n and a $ \"")
                                            .append("order: [\"register w$n #1: published\"]\n"
                                                    "tags: [\"$n$n\"]\n"));
  EXPECT_EQ(instances[0].about, "w1 for $5, a$n and a $ ");
  EXPECT_EQ(instances[0].tags.at(0), "11");
  EXPECT_EQ(instances[0].order.at(0).task, "register w1 #1");
}

TEST(Parameters, AFileWithoutThemHasOneInstanceWithItsOwnName) {
  const std::vector<Scenario> instances = instances_of(with(7, "runs: 5"));
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_EQ(instances[0].name, "small");
  EXPECT_TRUE(instances[0].parameters.empty());
}

TEST(Parameters, ProblemsNameTheCombination) {
  EXPECT_EQ(problems_of(with(7, "params: {n: {each: [1, 0]}}\nruns: $n")),
            "8:7 E202 runs: '0' is out of range (with n=0) | write a number from 1 to 1000000");
}

TEST(Parameters, UnknownUnusedAndMisnamedOnesAreProblems) {
  EXPECT_EQ(problems_of(with(7, "runs: $runs")),
            "7:7 E501 runs: there is no parameter 'runs' | declare it in 'params', or write $$ for "
            "a dollar");
  EXPECT_EQ(problems_of(with(7, "params: {n: {each: [1, 2]}}")),
            "7:10 E503 params.n: nothing uses the parameter 'n' (with n=1) | write $n where its "
            "values belong");
  EXPECT_EQ(problems_of(with(7, "params: {n: {each: [1]}}")), "");
  EXPECT_EQ(problems_of(with(7, "params: {a-b: 1}")),
            "7:10 E502 params.a-b: 'a-b' cannot be a parameter's name | write a lower-case letter, "
            "then letters, digits and '_'");
}

TEST(Parameters, ManyCombinationsOfMuchAreRefused) {
  std::string values = "1";
  for (int index = 0; index < 900; ++index) {
    values += ", 1";
  }
  const std::string text =
      "rollcall: 1\nname: small\nabout: A test.\nworkers: {count: 100000}\n"
      "steps: [{at: 0s, register: w1}]\nexpect: {documented: holds}\n"
      "params: {n: {each: [" +
      values + "]}}\nruns: $n\n";
  EXPECT_EQ(problems_of(text),
            "0:0 E504 : all combinations together are too much to hold | give fewer values, or "
            "plan fewer workers and actions");
}

}  // namespace
}  // namespace rollcall
