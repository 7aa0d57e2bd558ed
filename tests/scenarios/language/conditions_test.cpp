// Conditions over what can be observed of the pool.

#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::read;
using testing_support::with;

std::string expecting(const std::string& rest) {
  return with(6, "expect: {documented: holds, " + rest + "}");
}

TEST(Conditions, AreComparisonsAndStatesJoinedByAnd) {
  const Scenario scenario =
      read(expecting("always: [\"free <= 3 and free != registered and w2 is not busy\"]"));
  const Condition& condition = scenario.always.at(0);
  ASSERT_EQ(condition.terms.size(), 3U);
  const auto& number = std::get<Comparison>(condition.terms[0]);
  EXPECT_EQ(number.left, 0U);
  EXPECT_EQ(number.sign, Comparison::Sign::kAtMost);
  EXPECT_EQ(std::get<std::uint32_t>(number.right), 3U);
  const auto& other = std::get<Comparison>(condition.terms[1]);
  EXPECT_EQ(other.sign, Comparison::Sign::kUnequal);
  EXPECT_EQ(std::get<std::size_t>(other.right), 1U);
  const auto& state = std::get<WorkerIs>(condition.terms[2]);
  EXPECT_EQ(state.worker, 1U);
  EXPECT_EQ(state.state, "busy");
  EXPECT_TRUE(state.negated);
  EXPECT_EQ(condition.position.line, 6);
  EXPECT_EQ(condition.position.column, 38);
}

TEST(Conditions, SometimesTakesMarksAndConditions) {
  const Scenario scenario = read(expecting("sometimes: [reply-dropped, \"free = 0\"]"));
  EXPECT_FALSE(scenario.sometimes.at(0).condition.has_value());
  EXPECT_EQ(scenario.sometimes.at(1).condition.value().text, "free = 0");
}

TEST(Conditions, LeadsToHasTwoAndMayHaveABound) {
  const Scenario scenario = read(expecting(
      "leads_to: [{from: \"free = 0\", to: \"free > 0\", within: 3s}, {from: \"w1 is busy\", to: "
      "\"w1 is free\"}]"));
  EXPECT_EQ(scenario.leads_to.at(0).within, std::optional<Duration>(std::chrono::seconds(3)));
  EXPECT_EQ(scenario.leads_to.at(1).from.text, "w1 is busy");
  EXPECT_FALSE(scenario.leads_to.at(1).within.has_value());
}

TEST(Conditions, AreRefusedWithAHint) {
  EXPECT_EQ(problems_of(expecting("always: [\"fre <= 3\"]")),
            "6:38 E422 expect.always[0]: there is no observable 'fre' | did you mean 'free'?");
  EXPECT_EQ(problems_of(expecting("never: [\"w9 is busy\"]")),
            "6:37 E301 expect.never[0]: there is no worker 'w9' | did you mean 'w1'?");
  EXPECT_EQ(problems_of(expecting("never: [\"w1 is bussy\"]")),
            "6:37 E422 expect.never[0]: there is no state 'bussy' | did you mean 'busy'?");
  EXPECT_EQ(problems_of(expecting("never: [\"free < -1\"]")),
            "6:37 E202 expect.never[0]: '-1' is out of range | write a number from 0 to "
            "4294967295");
  for (const char* const text : {"free", "free <", "free < 3 and", "and", "w1 is", "w1 is not",
                                 "free << 3", "free < 3 or free > 5", "  "}) {
    const std::string problems = problems_of(expecting(fmt::format("always: [\"{}\"]", text)));
    EXPECT_NE(problems.find("E421"), std::string::npos) << text << ": " << problems;
  }
}

}  // namespace
}  // namespace rollcall
