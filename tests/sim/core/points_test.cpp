#include "sim/core/points.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace rollcall {
namespace {

TEST(PointOrder, WithoutEntriesEverythingIsFree) {
  PointOrder order;
  order.begin({});
  EXPECT_TRUE(order.empty());
  EXPECT_EQ(order.arrive("a: x"), std::nullopt);
  EXPECT_EQ(order.missing(), std::nullopt);
}

TEST(PointOrder, EntriesAreDueOneAfterTheOther) {
  const std::vector<std::string> names = {"a: x", "b: y"};
  PointOrder order;
  order.begin(names);
  EXPECT_EQ(order.missing(), "a: x");
  const auto second = order.arrive("b: y");
  ASSERT_EQ(second, 1U);
  EXPECT_FALSE(order.due(*second));
  const auto first = order.arrive("a: x");
  ASSERT_EQ(first, 0U);
  EXPECT_TRUE(order.due(*first));
  order.pass(*first);
  EXPECT_TRUE(order.due(*second));
  EXPECT_EQ(order.missing(), "b: y");
  order.pass(*second);
  EXPECT_EQ(order.missing(), std::nullopt);
}

TEST(PointOrder, TheKthEntryOfANameIsItsKthArrivalAndLaterOnesAreFree) {
  const std::vector<std::string> names = {"a: x", "b: y", "a: x"};
  PointOrder order;
  order.begin(names);
  EXPECT_EQ(order.arrive("a: x"), 0U);
  EXPECT_EQ(order.arrive("a: x"), 2U);
  EXPECT_EQ(order.arrive("a: x"), std::nullopt);
  EXPECT_EQ(order.arrive("b: y"), 1U);
  EXPECT_EQ(order.arrive("b: y"), std::nullopt);
  EXPECT_EQ(order.arrive("other"), std::nullopt);
}

TEST(PointOrder, BeginsAfresh) {
  const std::vector<std::string> names = {"a: x"};
  PointOrder order;
  order.begin(names);
  order.pass(*order.arrive("a: x"));
  order.begin(names);
  EXPECT_EQ(order.missing(), "a: x");
  EXPECT_EQ(order.arrive("a: x"), 0U);
}

TEST(PointOrderDeath, PassingOutOfTurnIsABugOfOurs) {
  const std::vector<std::string> names = {"a: x", "b: y"};
  PointOrder order;
  order.begin(names);
  EXPECT_DEATH(order.pass(1), "passed in order");
}

}  // namespace
}  // namespace rollcall
