#include "scenarios/hunt/segment.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

TEST(Segment, DecodingWhatWasEncodedGivesTheSame) {
  const Segment plain{.range = {.first = 0, .end = 64}, .steps = 7, .virtual_ns = 9};
  const Segment full{.range = {.first = 64, .end = 65},
                     .steps = ~std::uint64_t{0},
                     .virtual_ns = 1,
                     .marks = {{"", 0}, {"a mark", 3}},
                     .states = {1, ~std::uint64_t{0}},
                     .pairs = {5},
                     .failure = FailureReport{.signature = "s",
                                              .invariant = "i",
                                              .message = std::string("a\0b", 3),
                                              .steps = 4,
                                              .trace_hash = 2},
                     .order_error = "not met"};
  EXPECT_EQ(decode_segments(encode({plain, full})), (std::vector{plain, full}));
  EXPECT_TRUE(decode_segments("").empty());
}

TEST(Segment, ThatIsCutShortIsABugOfOurs) {
  const std::string bytes = encode({Segment{.range = {.first = 0, .end = 64}}});
  EXPECT_DEATH(static_cast<void>(decode_segments(bytes.substr(0, bytes.size() - 1))),
               "sends whole segments");
}

}  // namespace
}  // namespace rollcall
