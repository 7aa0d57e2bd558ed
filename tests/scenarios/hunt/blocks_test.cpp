#include "scenarios/hunt/blocks.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

// What a block comes to is a function of it, as of a search.
BlockCount count_of(const IndexRange& range) {
  BlockCount block{.range = range};
  for (std::uint64_t index = range.first; index < range.end; ++index) {
    block.steps += 10 + index % 7;
    block.virtual_ns += index;
    block.marks["third"] += index % 3 == 0 ? 1U : 0U;
  }
  return block;
}

void add_range(CountedBlocks& blocks, const IndexRange& range) {
  for (const IndexRange& block : blocks_of(range)) {
    blocks.add(count_of(block));
  }
}

TEST(Blocks, MakeUpARange) {
  for (std::uint64_t first = 0; first < 40; ++first) {
    for (std::uint64_t end = first; end < 80; ++end) {
      std::uint64_t next = first;
      for (const IndexRange& block : blocks_of({.first = first, .end = end})) {
        EXPECT_TRUE(is_block(block));
        EXPECT_EQ(block.first, next);
        next = block.end;
      }
      EXPECT_EQ(next, end);
    }
  }
  EXPECT_FALSE(is_block({.first = 1, .end = 3}));
  EXPECT_FALSE(is_block({.first = 0, .end = 3}));
  EXPECT_FALSE(is_block({.first = 4, .end = 4}));
}

TEST(CountedBlocks, CountEachIndexOnceHoweverRangesOverlap) {
  Xoshiro256 random(5);
  for (int round = 0; round < 300; ++round) {
    CountedBlocks left(1U << random.below(8));
    CountedBlocks right(1U << random.below(8));
    IndexSet set;
    for (std::uint64_t i = random.below(8); i > 0; --i) {
      const std::uint64_t first = random.below(300);
      const IndexRange range{.first = first, .end = first + 1 + random.below(200)};
      add_range(random.below(2) == 0 ? left : right, range);
      set.add(range);
    }
    CountedBlocks both = left;
    both.add(right);
    both.add(left);
    IndexSet counted;
    for (const auto& [first, block] : both.all()) {
      EXPECT_TRUE(counted
                      .common([&, block = block] {
                        IndexSet one;
                        one.add(block.range);
                        return one;
                      }())
                      .empty());
      counted.add(block.range);
      EXPECT_EQ(block, count_of(block.range));
    }
    EXPECT_EQ(counted, set);
  }
}

TEST(CountedBlocks, JoinWhatIsWhole) {
  CountedBlocks all;
  for (std::uint64_t index = 0; index < 3 * kBlockMax; ++index) {
    all.add(count_of({.first = index, .end = index + 1}));
  }
  EXPECT_EQ(all.all().size(), 3U);
  EXPECT_EQ(all.all().at(kBlockMax), count_of({.first = kBlockMax, .end = 2 * kBlockMax}));
}

}  // namespace
}  // namespace rollcall
