#include "scenarios/hunt/index_set.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <set>

namespace rollcall {
namespace {

using Ranges = std::map<std::uint64_t, std::uint64_t>;

TEST(IndexSet, JoinsWhatTouchesOrOverlaps) {
  IndexSet set;
  set.add({.first = 10, .end = 20});
  set.add({.first = 30, .end = 40});
  EXPECT_EQ(set.ranges(), (Ranges{{10, 20}, {30, 40}}));
  set.add({.first = 20, .end = 25});
  EXPECT_EQ(set.ranges(), (Ranges{{10, 25}, {30, 40}}));
  set.add({.first = 24, .end = 30});
  EXPECT_EQ(set.ranges(), (Ranges{{10, 40}}));
  set.add({.first = 12, .end = 13});
  EXPECT_EQ(set.ranges(), (Ranges{{10, 40}}));
  set.add({.first = 0, .end = 100});
  EXPECT_EQ(set.ranges(), (Ranges{{0, 100}}));
}

TEST(IndexSet, IsTheSetOfWhatWasAdded) {
  Xoshiro256 random(7);
  for (int round = 0; round < 200; ++round) {
    IndexSet set;
    std::set<std::uint64_t> expected;
    for (std::uint64_t left = random.below(12); left > 0; --left) {
      const std::uint64_t first = random.below(60);
      const std::uint64_t end = first + 1 + random.below(9);
      set.add({.first = first, .end = end});
      for (std::uint64_t index = first; index < end; ++index) {
        expected.insert(index);
      }
    }
    EXPECT_EQ(set.count(), expected.size());
    for (std::uint64_t index = 0; index < 70; ++index) {
      EXPECT_EQ(set.contains(index), expected.contains(index)) << index;
    }
    for (const auto& [first, end] : set.ranges()) {
      EXPECT_LT(first, end);
      EXPECT_FALSE(expected.contains(end));  // No two touch.
    }
  }
}

TEST(IndexSet, FindsGaps) {
  IndexSet set;
  set.add({.first = 5, .end = 10});
  set.add({.first = 20, .end = 30});
  EXPECT_EQ(set.first_gap({.first = 0, .end = 100}), (IndexRange{.first = 0, .end = 5}));
  EXPECT_EQ(set.first_gap({.first = 7, .end = 100}), (IndexRange{.first = 10, .end = 20}));
  EXPECT_EQ(set.first_gap({.first = 12, .end = 15}), (IndexRange{.first = 12, .end = 15}));
  EXPECT_EQ(set.first_gap({.first = 30, .end = 40}), (IndexRange{.first = 30, .end = 40}));
  EXPECT_EQ(set.first_gap({.first = 5, .end = 10}), std::nullopt);
  EXPECT_EQ(set.first_gap({.first = 20, .end = 25}), std::nullopt);
}

TEST(IndexSet, KnowsWhatIsInBoth) {
  Xoshiro256 random(8);
  for (int round = 0; round < 200; ++round) {
    IndexSet left;
    IndexSet right;
    for (int i = 0; i < 6; ++i) {
      for (IndexSet* const set : {&left, &right}) {
        const std::uint64_t first = random.below(60);
        set->add({.first = first, .end = first + 1 + random.below(9)});
      }
    }
    const IndexSet both = left.common(right);
    EXPECT_EQ(both, right.common(left));
    for (std::uint64_t index = 0; index < 80; ++index) {
      EXPECT_EQ(both.contains(index), left.contains(index) && right.contains(index)) << index;
    }
  }
}

TEST(IndexSet, UnionWithItselfIsItself) {
  IndexSet set;
  set.add(3);
  set.add({.first = 8, .end = 12});
  IndexSet both = set;
  both.add(set);
  EXPECT_EQ(both, set);
}

}  // namespace
}  // namespace rollcall
