#include "model/simulated/deadline_heap.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace rollcall::hardened {
namespace {

Time at(std::int64_t count) { return Time{} + Duration{count}; }

TEST(DeadlineHeap, HasNoneAtFirst) {
  DeadlineHeap heap;
  EXPECT_EQ(heap.earliest(), Time::max());
  heap.set(0, Time::max());
  EXPECT_EQ(heap.earliest(), Time::max());
}

TEST(DeadlineHeap, BreaksTiesByNumber) {
  DeadlineHeap heap;
  for (const std::uint32_t number : {3U, 1U, 2U}) {
    heap.set(number, at(5));
  }
  EXPECT_EQ(heap.first(), 1U);
}

TEST(DeadlineHeap, AgreesWithASortedListOverManyChanges) {
  DeadlineHeap heap;
  std::map<std::uint32_t, Time> model;
  Xoshiro256 random(17);
  for (int change = 0; change < 20'000; ++change) {
    const auto number = static_cast<std::uint32_t>(random.below(40));
    if (random.below(4) == 0) {
      heap.set(number, Time::max());
      model.erase(number);
    } else {
      const Time deadline = at(static_cast<std::int64_t>(random.below(100)));
      heap.set(number, deadline);
      model[number] = deadline;
    }
    const auto first = std::min_element(
        model.begin(), model.end(),
        [](const auto& left, const auto& right) { return left.second < right.second; });
    ASSERT_EQ(heap.earliest(), first == model.end() ? Time::max() : first->second);
    if (first != model.end()) {
      ASSERT_EQ(heap.first(), first->first);
    }
  }
}

}  // namespace
}  // namespace rollcall::hardened
