#include "sim/core/timers.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

Time at(std::int64_t ns) { return Time{Duration{ns}}; }

TimerAction numbered(std::uint64_t number) {
  return {.run = nullptr, .object = nullptr, .argument = number};
}

TEST(Timers, FireEarliestFirstAndTiesInOrderOfArming) {
  Timers timers;
  timers.arm(at(5), numbered(1));
  timers.arm(at(3), numbered(2));
  timers.arm(at(5), numbered(3));
  timers.arm(at(3), numbered(4));
  timers.arm(at(4), numbered(5));
  std::vector<std::uint64_t> fired;
  std::vector<Time> deadlines;
  while (!timers.empty()) {
    deadlines.push_back(timers.next_deadline());
    fired.push_back(timers.pop().argument);
  }
  EXPECT_EQ(fired, (std::vector<std::uint64_t>{2, 4, 5, 1, 3}));
  EXPECT_EQ(deadlines, (std::vector<Time>{at(3), at(3), at(4), at(5), at(5)}));
}

TEST(Timers, ACancelledTimerDoesNotFireAndCancelsOnce) {
  Timers timers;
  const TimerId first = timers.arm(at(1), numbered(1));
  timers.arm(at(2), numbered(2));
  EXPECT_TRUE(timers.cancel(first));
  EXPECT_FALSE(timers.cancel(first));
  EXPECT_EQ(timers.count(), 1U);
  EXPECT_EQ(timers.pop().argument, 2U);
  EXPECT_TRUE(timers.empty());
}

TEST(Timers, AnIdIsStaleOnceItsTimerFiredEvenIfItsPlaceIsUsedAgain) {
  Timers timers;
  const TimerId first = timers.arm(at(1), numbered(1));
  static_cast<void>(timers.pop());
  EXPECT_FALSE(timers.cancel(first));
  const TimerId second = timers.arm(at(1), numbered(2));
  EXPECT_EQ(first.place, second.place) << "the test is about a place that is used again";
  EXPECT_FALSE(timers.cancel(first));
  EXPECT_EQ(timers.count(), 1U);
  EXPECT_TRUE(timers.cancel(second));
}

TEST(Timers, NoTimerIsNotCancelled) {
  Timers timers;
  EXPECT_FALSE(timers.cancel(TimerId{}));
  timers.arm(at(1), numbered(1));
  EXPECT_FALSE(timers.cancel(TimerId{}));
  EXPECT_FALSE(timers.cancel({.place = 99, .generation = 1}));
}

TEST(Timers, ClearingMakesEveryIdStale) {
  Timers timers;
  std::vector<TimerId> old;
  for (int i = 0; i < 10; ++i) {
    old.push_back(timers.arm(at(10 - i), numbered(0)));
  }
  timers.clear();
  EXPECT_TRUE(timers.empty());
  for (const TimerId id : old) {
    EXPECT_FALSE(timers.cancel(id));
  }
  for (std::uint64_t i = 0; i < 10; ++i) {
    timers.arm(at(7), numbered(i));
  }
  for (const TimerId id : old) {
    EXPECT_FALSE(timers.cancel(id));
  }
  for (std::uint64_t i = 0; i < 10; ++i) {
    EXPECT_EQ(timers.pop().argument, i);
  }
}

// The model: a multimap keeps equal keys in order of insertion.
TEST(Timers, AgreeWithAMultimapOnRandomUse) {
  Timers timers;
  std::multimap<Time, std::uint64_t> model;
  std::map<std::uint64_t, TimerId> ids;
  Xoshiro256 generator(11);
  for (std::uint64_t i = 0; i < 5000; ++i) {
    const std::uint64_t what = generator.below(5);
    if (what < 3) {
      const Time deadline = at(static_cast<std::int64_t>(generator.below(50)));
      ids[i] = timers.arm(deadline, numbered(i));
      model.emplace(deadline, i);
    } else if (what == 3 && !ids.empty()) {
      const auto victim =
          std::next(ids.begin(), static_cast<std::ptrdiff_t>(generator.below(ids.size())));
      const auto found = std::find_if(model.begin(), model.end(), [&](const auto& entry) {
        return entry.second == victim->first;
      });
      ASSERT_EQ(timers.cancel(victim->second), found != model.end());
      if (found != model.end()) {
        model.erase(found);
      }
    } else if (what == 4 && !model.empty()) {
      ASSERT_EQ(timers.next_deadline(), model.begin()->first);
      ASSERT_EQ(timers.pop().argument, model.begin()->second);
      model.erase(model.begin());
    }
    ASSERT_EQ(timers.count(), model.size());
  }
  for (const auto& [deadline, number] : model) {
    ASSERT_EQ(timers.next_deadline(), deadline);
    ASSERT_EQ(timers.pop().argument, number);
  }
}

}  // namespace
}  // namespace rollcall
