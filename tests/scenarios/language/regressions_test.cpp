// `regressions:`: decision files, and what they must convict.

#include "tests/scenarios/language/support.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using testing_support::problems_of;
using testing_support::read;
using testing_support::with;

TEST(RegressionsSection, NamesAFileAndWhatItConvicts) {
  const Scenario scenario = read(with(
      7,
      "regressions: [{decisions: a.decisions, manager: documented, violates: no-stale-worker}]"));
  ASSERT_EQ(scenario.regressions.size(), 1U);
  const Regression& regression = scenario.regressions.front();
  EXPECT_EQ(regression.decisions, "a.decisions");
  EXPECT_EQ(regression.manager, "documented");
  EXPECT_EQ(regression.violates, "no-stale-worker");
  EXPECT_EQ(regression.position.line, 7);
}

TEST(RegressionsSection, SaysWhatIsWrong) {
  EXPECT_EQ(problems_of(with(7,
                             "regressions: [{decisions: a, manager: hardened, violates: "
                             "no-stale-worker}]")),
            "7:39 E431 regressions[0].manager: 'expect' says nothing of the hardened manager | add "
            "'hardened: {violates: INVARIANT}' there, or 'holds'");
  EXPECT_EQ(problems_of(with(7, "regressions: [{manager: documented, violates: no-stale-worker}]"))
                .substr(0, 9),
            "7:15 E102");
  const std::string misspelt = problems_of(
      with(7, "regressions: [{decisions: a, manager: documented, violates: no-stale}]"));
  EXPECT_NE(misspelt.find("E106 regressions[0].violates"), std::string::npos) << misspelt;
  const std::string unknown = problems_of(
      with(7, "regressions: [{decision: a, manager: documented, violates: no-stale-worker}]"));
  EXPECT_NE(unknown.find("did you mean 'decisions'?"), std::string::npos) << unknown;
}

}  // namespace
}  // namespace rollcall
