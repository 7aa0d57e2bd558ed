#include "scenarios/hunt/tally.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

Segment group(std::uint64_t number) {
  return {.range = {.first = number * Segment::kGroup, .end = (number + 1) * Segment::kGroup},
          .steps = 640,
          .virtual_ns = 64};
}

Segment failing(std::uint64_t index, const std::string& signature, std::uint64_t steps) {
  return {.range = {.first = index, .end = index + 1},
          .steps = steps,
          .failure = FailureReport{.signature = signature, .invariant = "i", .steps = steps}};
}

TEST(HuntTally, GroupsBySignatureAndKeepsTheSmallest) {
  HuntTally tally;
  tally.add(failing(0, "a", 30));
  tally.add(failing(1, "b", 10));
  tally.add(failing(2, "a", 20));
  tally.add(failing(3, "a", 20));
  ASSERT_EQ(tally.failures().size(), 2U);
  const FoundFailure& found = tally.failures().at("a");
  EXPECT_EQ(found.failed.count(), 3U);
  EXPECT_EQ(found.index, 2U);
  EXPECT_EQ(found.report.steps, 20U);
  EXPECT_EQ(tally.tried().count(), 4U);
  EXPECT_EQ(tally.steps(), 80U);
  EXPECT_EQ(tally.stop(), Stop::kNone);
}

TEST(HuntTally, StopsAtSoManyDistinctFailures) {
  HuntTally tally({.failures_max = 2});
  tally.add(failing(0, "a", 1));
  tally.add(failing(1, "a", 1));
  EXPECT_EQ(tally.stop(), Stop::kNone);
  tally.add(failing(2, "b", 1));
  EXPECT_EQ(tally.stop(), Stop::kFailures);
}

TEST(HuntTally, StopsWhereNothingIsNewAnyMore) {
  HuntTally tally({.stable_for = 3 * Segment::kGroup});
  Segment first = group(0);
  first.states = {1, 2};
  tally.add(first);
  Segment second = group(1);
  second.pairs = {1};
  tally.add(second);
  Segment third = group(2);
  third.marks = {{"met", 1}};
  tally.add(third);
  Segment fourth = group(3);
  fourth.states = {2};  // not new
  fourth.marks = {{"met", 1}, {"declared", 0}};
  for (std::uint64_t i = 3; i < 6; ++i) {
    EXPECT_EQ(tally.stop(), Stop::kNone);
    fourth.range = group(i).range;
    tally.add(fourth);
  }
  EXPECT_EQ(tally.stop(), Stop::kStable);
  EXPECT_EQ(tally.states().size(), 2U);
  EXPECT_EQ(tally.marks().at("met"), 4U);
}

TEST(HuntTally, CountsNewsForItsWholeGroup) {
  // Cut into two, as batches of another size would, it decides the same.
  HuntTally whole({.stable_for = Segment::kGroup});
  HuntTally cut({.stable_for = Segment::kGroup});
  Segment all = group(0);
  all.states = {7};
  whole.add(all);
  Segment left = all;
  left.range.end = 20;
  Segment right = all;
  right.range.first = 20;
  right.states = {};
  cut.add(left);
  cut.add(right);
  EXPECT_EQ(whole.stop(), Stop::kNone);
  EXPECT_EQ(cut.stop(), Stop::kNone);
  EXPECT_EQ(whole.nothing_new_for(), cut.nothing_new_for());
  whole.add(group(1));
  cut.add(group(1));
  EXPECT_EQ(whole.stop(), Stop::kStable);
  EXPECT_EQ(cut.stop(), Stop::kStable);
}

TEST(HuntTally, StopsAtAnOrderThatCannotBeMet) {
  HuntTally tally;
  Segment segment = failing(4, "a", 1);
  segment.failure.reset();
  segment.order_error = "never reached";
  tally.add(segment);
  EXPECT_EQ(tally.stop(), Stop::kOrder);
  EXPECT_EQ(tally.order_error_index(), 4U);
}

}  // namespace
}  // namespace rollcall
