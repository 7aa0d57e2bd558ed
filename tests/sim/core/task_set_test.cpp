#include "sim/core/task_set.hpp"

#include "sim/base/random.hpp"
#include "sim/core/select_bit.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <iterator>
#include <set>
#include <vector>

namespace rollcall {
namespace {

std::uint32_t select_by_loop(std::uint64_t word, std::uint32_t rank) {
  for (std::uint32_t place = 0; place < 64; ++place) {
    if ((word >> place & 1U) != 0 && rank-- == 0) {
      return place;
    }
  }
  return 64;
}

void expect_same_selection(std::uint64_t word) {
  for (std::uint32_t rank = 0; rank < static_cast<std::uint32_t>(std::popcount(word)); ++rank) {
    ASSERT_EQ(select_bit(word, rank), select_by_loop(word, rank)) << word << " rank " << rank;
    ASSERT_EQ(select_bit_by_table(word, rank), select_by_loop(word, rank))
        << word << " rank " << rank;
  }
}

TEST(SelectBit, AgreesWithALoopOnRandomWords) {
  Xoshiro256 generator(1);
  for (int i = 0; i < 1000; ++i) {
    const std::uint64_t dense = generator.next() | generator.next();
    const std::uint64_t sparse = generator.next() & dense;
    expect_same_selection(dense);
    expect_same_selection(sparse & generator.next());
  }
}

TEST(SelectBit, AgreesWithALoopOnEveryWordOfTwoBitsAndOnRuns) {
  for (std::uint32_t low = 0; low < 64; ++low) {
    for (std::uint32_t high = low; high < 64; ++high) {
      expect_same_selection(1ULL << low | 1ULL << high);
      const std::uint64_t up_to_high = ~0ULL >> (63 - high);
      expect_same_selection(up_to_high & ~((1ULL << low) - 1));
    }
  }
}

std::vector<std::uint32_t> members(const TaskSet& set) {
  std::vector<std::uint32_t> found;
  set.for_each([&](Slot slot) { found.push_back(index_of(slot)); });
  return found;
}

void expect_equal(const TaskSet& set, const std::set<std::uint32_t>& model) {
  const std::vector<std::uint32_t> expected(model.begin(), model.end());
  ASSERT_EQ(members(set), expected) << "ascending, without gaps";
  ASSERT_EQ(set.count(), expected.size());
  ASSERT_EQ(set.empty(), expected.empty());
  for (std::uint32_t rank = 0; rank < expected.size(); ++rank) {
    ASSERT_EQ(index_of(set.nth(rank)), expected[rank]);
  }
}

TEST(TaskSet, BehavesAsASetOfSlotsBelowAndAbove64) {
  for (const std::uint64_t slots : {64ULL, 65ULL, 300ULL}) {
    Xoshiro256 generator(slots);
    TaskSet set;
    std::set<std::uint32_t> model;
    for (int i = 0; i < 400; ++i) {
      const auto index = static_cast<std::uint32_t>(generator.below(slots));
      if (generator.below(3) == 0) {
        set.erase(Slot{index});
        model.erase(index);
      } else {
        set.insert(Slot{index});
        model.insert(index);
      }
      ASSERT_EQ(set.contains(Slot{index}), model.contains(index));
      expect_equal(set, model);
    }
    set.clear();
    expect_equal(set, {});
  }
}

TaskSet random_set(Xoshiro256& generator, std::uint64_t slots, std::set<std::uint32_t>& model) {
  TaskSet set;
  for (int i = 0; i < 40; ++i) {
    const auto index = static_cast<std::uint32_t>(generator.below(slots));
    set.insert(Slot{index});
    model.insert(index);
  }
  return set;
}

TEST(TaskSet, UnitesAndSubtractsSetsOfDifferentReach) {
  for (const std::uint64_t left_slots : {10ULL, 64ULL, 200ULL}) {
    for (const std::uint64_t right_slots : {10ULL, 64ULL, 200ULL}) {
      Xoshiro256 generator(left_slots * 1000 + right_slots);
      std::set<std::uint32_t> left_model;
      std::set<std::uint32_t> right_model;
      const TaskSet left = random_set(generator, left_slots, left_model);
      const TaskSet right = random_set(generator, right_slots, right_model);

      TaskSet both = left;
      both.unite(right);
      std::set<std::uint32_t> both_model = left_model;
      both_model.insert(right_model.begin(), right_model.end());
      expect_equal(both, both_model);

      TaskSet rest = left;
      rest.subtract(right);
      std::set<std::uint32_t> rest_model;
      std::set_difference(left_model.begin(), left_model.end(), right_model.begin(),
                          right_model.end(), std::inserter(rest_model, rest_model.end()));
      expect_equal(rest, rest_model);
    }
  }
}

TEST(TaskSet, AsksForSlotsBeyondItsReachWithoutHarm) {
  TaskSet set;
  EXPECT_FALSE(set.contains(Slot{1000}));
  set.erase(Slot{1000});
  EXPECT_TRUE(set.empty());
  set.insert(Slot{64});
  EXPECT_FALSE(set.contains(Slot{128}));
  set.erase(Slot{128});
  EXPECT_EQ(members(set), std::vector<std::uint32_t>{64});
}

}  // namespace
}  // namespace rollcall
