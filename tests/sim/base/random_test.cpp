#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <vector>

namespace rollcall {
namespace {

TEST(Random, ScrambleIsSplitmix64) {
  constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15ULL;
  EXPECT_EQ(scramble(1234567), 6457827717110365317ULL);
  EXPECT_EQ(scramble(1234567 + kGamma), 3203168211198807973ULL);
  EXPECT_EQ(scramble(1234567 + 2 * kGamma), 9817491932198370423ULL);
}

TEST(Random, MixKeepsItsValues) {
  EXPECT_EQ(mix(0, 0), 0x95a1a8a368bd541fULL);
  EXPECT_EQ(mix(0, 1), 0x1ae5b62bb29520f5ULL);
  EXPECT_EQ(mix(1, 0), 0x472c9158d3c90678ULL);
  EXPECT_EQ(mix(42, 7), 0x6ca708bd0150fe28ULL);
  EXPECT_EQ(mix(~0ULL, ~0ULL), 0x300281584564acabULL);
}

TEST(Random, MixGivesAHuntDistinctSeeds) {
  std::set<std::uint64_t> seeds;
  for (std::uint64_t base = 0; base < 20; ++base) {
    for (std::uint64_t i = 0; i < 1000; ++i) {
      seeds.insert(mix(base, i));
    }
  }
  EXPECT_EQ(seeds.size(), 20'000U);
}

TEST(Random, NameHashIsFnv1a) {
  EXPECT_EQ(name_hash(""), 0xcbf29ce484222325ULL);
  EXPECT_EQ(name_hash("a"), 0xaf63dc4c8601ec8cULL);
  EXPECT_EQ(name_hash("foobar"), 0x85944171f73967e8ULL);
  EXPECT_EQ(name_hash("schedule"), 0xefc7af8dac33976cULL);
  EXPECT_NE(name_hash("\xff"), name_hash("\x7f")) << "letters are unsigned";
}

// The state is filled by splitmix64, as the authors recommend.
TEST(Xoshiro256, GivesTheReferenceNumbers) {
  Xoshiro256 zero(0);
  for (const std::uint64_t expected :
       {11091344671253066420ULL, 13793997310169335082ULL, 1900383378846508768ULL,
        7684712102626143532ULL, 13521403990117723737ULL}) {
    EXPECT_EQ(zero.next(), expected);
  }
  Xoshiro256 ones(~0ULL);
  for (const std::uint64_t expected :
       {0x8f5520d52a7ead08ULL, 0xc476a018caa1802dULL, 0x81de31c0d260469eULL}) {
    EXPECT_EQ(ones.next(), expected);
  }
}

// Chi-square with 15 degrees of freedom stays below 37.7 in 999 of 1000 cases; the seed is fixed.
TEST(Xoshiro256, SpreadsEvenlyOverABoundThatIsNoPowerOfTwo) {
  constexpr std::uint64_t kBuckets = 16;
  constexpr std::uint64_t kDraws = 64'000;
  constexpr std::uint64_t kExpected = kDraws / kBuckets;
  for (const std::uint64_t scale : {1ULL, 3ULL, 1'000'003ULL, 0x0bad'cafe'dead'beefULL}) {
    Xoshiro256 generator(scale);
    std::array<std::uint64_t, kBuckets> counts{};
    for (std::uint64_t i = 0; i < kDraws; ++i) {
      ++counts[generator.below(kBuckets * scale) / scale];
    }
    std::uint64_t squares = 0;
    for (const std::uint64_t count : counts) {
      const std::uint64_t off = count > kExpected ? count - kExpected : kExpected - count;
      squares += off * off;
    }
    EXPECT_LT(squares, 38 * kExpected) << scale;
  }
}

// A bound just above half the range: without rejection, half of the values would come up twice as
// often as the others.
TEST(Xoshiro256, BelowIsUnbiasedWhereRejectionMatters) {
  const std::uint64_t bound = 3ULL << 62;
  Xoshiro256 generator(7);
  std::array<std::uint64_t, 3> thirds{};
  std::array<std::uint64_t, 3> residues{};
  for (int i = 0; i < 30'000; ++i) {
    const std::uint64_t value = generator.below(bound);
    ASSERT_LT(value, bound);
    ++thirds[value >> 62];
    ++residues[value % 3];
  }
  for (const std::uint64_t count : thirds) {
    EXPECT_NEAR(static_cast<double>(count), 10'000, 330) << "four standard deviations";
  }
  for (const std::uint64_t count : residues) {
    EXPECT_NEAR(static_cast<double>(count), 10'000, 330) << "four standard deviations";
  }
}

TEST(Xoshiro256, BelowKeepsToExtremeBounds) {
  Xoshiro256 generator(3);
  std::uint64_t largest = 0;
  std::uint64_t half = 0;
  for (int i = 0; i < 1000; ++i) {
    EXPECT_EQ(generator.below(1), 0U);
    EXPECT_LT(generator.below(2), 2U);
    EXPECT_LT(generator.below((1ULL << 63) + 1), (1ULL << 63) + 1);
    largest = std::max(largest, generator.below(~0ULL));
    half = std::max(half, generator.below(1ULL << 63));
  }
  EXPECT_GT(largest, ~0ULL - (1ULL << 56));
  EXPECT_GT(half, (1ULL << 63) - (1ULL << 55));
  EXPECT_LT(half, 1ULL << 63);
}

TEST(Xoshiro256, SeedsGiveUnrelatedSequences) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Xoshiro256 generator(seed);
    seen.insert(generator.next());
    seen.insert(generator.next());
  }
  EXPECT_EQ(seen.size(), 2000U);
}

}  // namespace
}  // namespace rollcall
