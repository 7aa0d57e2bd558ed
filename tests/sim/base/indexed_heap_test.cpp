#include "sim/base/indexed_heap.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

TEST(IndexedHeap, IsEmptyAtFirstAndOnceAllAreTakenOut) {
  IndexedHeap<int> heap;
  EXPECT_TRUE(heap.empty());
  heap.remove(0);
  heap.set(3, 7);
  EXPECT_EQ(heap.size(), 1U);
  EXPECT_TRUE(heap.contains(3));
  EXPECT_FALSE(heap.contains(2));
  heap.remove(3);
  EXPECT_TRUE(heap.empty());
  EXPECT_FALSE(heap.contains(3));
}

TEST(IndexedHeap, BreaksTiesByNumber) {
  IndexedHeap<int> heap;
  for (const std::uint32_t number : {3U, 1U, 2U}) {
    heap.set(number, 5);
  }
  EXPECT_EQ(heap.first(), 1U);
}

TEST(IndexedHeap, AgreesWithASortedListOverManyChanges) {
  IndexedHeap<std::int64_t> heap;
  std::map<std::uint32_t, std::int64_t> model;
  Xoshiro256 random(17);
  for (int change = 0; change < 20'000; ++change) {
    const auto number = static_cast<std::uint32_t>(random.below(100));
    if (random.below(4) == 0) {
      heap.remove(number);
      model.erase(number);
    } else {
      const auto key = static_cast<std::int64_t>(random.below(100));
      heap.set(number, key);
      model[number] = key;
    }
    ASSERT_EQ(heap.size(), model.size());
    const auto first = std::min_element(
        model.begin(), model.end(),
        [](const auto& left, const auto& right) { return left.second < right.second; });
    if (first != model.end()) {
      ASSERT_EQ(heap.first(), first->first);
      ASSERT_EQ(heap.first_key(), first->second);
    }
  }
}

TEST(IndexedHeap, SortsWhatIsTakenOutFirst) {
  IndexedHeap<std::uint64_t> heap;
  Xoshiro256 random(3);
  std::vector<std::pair<std::uint64_t, std::uint32_t>> sorted;
  for (std::uint32_t number = 0; number < 1000; ++number) {
    sorted.emplace_back(random.below(300), number);
    heap.set(number, sorted.back().first);
  }
  std::sort(sorted.begin(), sorted.end());
  for (const auto& [key, number] : sorted) {
    ASSERT_EQ(heap.first_key(), key);
    ASSERT_EQ(heap.first(), number);
    heap.remove(number);
  }
  EXPECT_TRUE(heap.empty());
}

TEST(IndexedHeap, TakesAKeyOfItsOwn) {
  IndexedHeap<std::int64_t> heap;
  heap.set(0, 42);
  for (std::uint32_t number = 1; number < 100; ++number) {
    heap.set(number, heap.first_key());
  }
  heap.set(50, heap.first_key());
  EXPECT_EQ(heap.first_key(), 42);
  EXPECT_EQ(heap.first(), 0U);
}

TEST(IndexedHeap, ClearsByTakingOutEach) {
  IndexedHeap<int> heap;
  for (std::uint32_t number = 0; number < 10; ++number) {
    heap.set(number, 1);
  }
  std::vector<std::uint32_t> taken;
  heap.clear([&](std::uint32_t number) { taken.push_back(number); });
  std::sort(taken.begin(), taken.end());
  EXPECT_EQ(taken, (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}));
  EXPECT_TRUE(heap.empty());
  for (std::uint32_t number = 0; number < 10; ++number) {
    EXPECT_FALSE(heap.contains(number));
  }
  heap.set(4, 2);
  EXPECT_EQ(heap.first(), 4U);
}

}  // namespace
}  // namespace rollcall
