#include "sim/base/time.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(Time, IsWrittenInTheLargestUnitThatIsAtLeastOne) {
  EXPECT_EQ(to_text(Duration{0}), "0s");
  EXPECT_EQ(to_text(1ns), "1ns");
  EXPECT_EQ(to_text(999ns), "999ns");
  EXPECT_EQ(to_text(1000ns), "1us");
  EXPECT_EQ(to_text(20us), "20us");
  EXPECT_EQ(to_text(1ms), "1ms");
  EXPECT_EQ(to_text(1s), "1s");
  EXPECT_EQ(to_text(59s), "59s");
  EXPECT_EQ(to_text(60s), "1m");
  EXPECT_EQ(to_text(2h), "2h");
}

TEST(Time, FractionsAreExactAndWithoutTrailingZeros) {
  EXPECT_EQ(to_text(1500us), "1.5ms");
  EXPECT_EQ(to_text(1001ns), "1.001us");
  EXPECT_EQ(to_text(1'000'000'001ns), "1.000000001s");
  EXPECT_EQ(to_text(1'100'000ns), "1.1ms");
  EXPECT_EQ(to_text(10'010'000ns), "10.01ms");
}

TEST(Time, MinutesAndHoursAreWholeOrNotUsed) {
  EXPECT_EQ(to_text(90s), "90s");
  EXPECT_EQ(to_text(90min), "90m");
  EXPECT_EQ(to_text(3601s), "3601s");
  EXPECT_EQ(to_text(24h), "24h");
  EXPECT_EQ(to_text(60s + 1ns), "60.000000001s");
}

TEST(Time, NegativeSpansCarryASignUpToTheLimits) {
  EXPECT_EQ(to_text(-1ns), "-1ns");
  EXPECT_EQ(to_text(-1500us), "-1.5ms");
  EXPECT_EQ(to_text(Duration::max()), "9223372036.854775807s");
  EXPECT_EQ(to_text(Duration::min()), "-9223372036.854775808s");
}

TEST(Time, APointIsWrittenAsItsDistanceFromTheStart) {
  EXPECT_EQ(to_text(Time{}), "0s");
  EXPECT_EQ(to_text(Time{} + 5ms), "5ms");
}

}  // namespace
}  // namespace rollcall
