#include "sim/base/packed_int64.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>

namespace rollcall {
namespace {

TEST(PackedInt64, KeepsAndOrdersEveryNumber) {
  const std::int64_t numbers[] = {std::numeric_limits<std::int64_t>::min(),
                                  -4'294'967'297,
                                  -1,
                                  0,
                                  1,
                                  4'294'967'295,
                                  4'294'967'296,
                                  std::numeric_limits<std::int64_t>::max()};
  for (const std::int64_t left : numbers) {
    EXPECT_EQ(PackedInt64(left).get(), left);
    for (const std::int64_t right : numbers) {
      EXPECT_EQ(PackedInt64(left) < PackedInt64(right), left < right);
      EXPECT_EQ(PackedInt64(left) == PackedInt64(right), left == right);
    }
  }
}

TEST(PackedInt64, KeepsEveryTime) {
  for (const Time time : {Time::min(), Time{}, Time{Duration{-1}}, Time::max()}) {
    EXPECT_EQ(unpacked(packed(time)), time);
  }
}

TEST(PackedInt64, NeedsNoAlignmentOfItsOwn) {
  struct Beside {
    PackedInt64 number;
    std::uint32_t other = 0;
  };
  EXPECT_EQ(sizeof(Beside), 12U);
}

}  // namespace
}  // namespace rollcall
