#include "sim/strategy/priority_table.hpp"

#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <memory>

namespace rollcall {
namespace {

struct Plain {
  std::uint32_t level = 0;
  std::uint32_t id = 0;
};

// The table against a map that is searched from end to end, on 200 slots or 40.
void compare(std::uint64_t seed, std::uint32_t slots) {
  Xoshiro256 random(seed);
  const auto below = [&](std::uint32_t bound) {
    return static_cast<std::uint32_t>(random.below(bound));
  };
  PriorityTable table;
  TaskSet members;
  std::map<std::uint32_t, Plain> plain;
  std::uint32_t id = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::uint32_t index = below(slots);
    if (!plain.contains(index) || below(20) == 0) {
      Task task(Slot{index});
      task.id = TaskId{id++};
      table.enter(task);
      plain[index].id = index_of(task.id);
    } else if (below(2) == 0) {
      members.contains(Slot{index}) ? members.erase(Slot{index}) : members.insert(Slot{index});
    }
    plain[index].level = below(10);
    table.set(Slot{index}, plain[index].level);
    std::uint32_t best = slots;
    members.for_each([&](Slot slot) {
      const Plain& here = plain.at(index_of(slot));
      if (best == slots || here.level > plain.at(best).level ||
          (here.level == plain.at(best).level && here.id < plain.at(best).id)) {
        best = index_of(slot);
      }
    });
    if (best != slots) {
      ASSERT_EQ(index_of(table.best(members)), best) << "seed " << seed << ", change " << i;
    }
  }
}

TEST(PriorityTable, FindsWhatASearchOfAllFinds) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    compare(seed, 40);
    compare(seed, 200);
  }
}

TEST(PriorityTable, GivesLevelsToThoseThatHaveNone) {
  std::map<std::uint32_t, std::uint64_t> counts;
  for (std::uint64_t seed = 0; seed < 9000; ++seed) {
    PriorityTable table;
    TaskSet members;
    TaskSet unset;
    for (const std::uint32_t i : {0U, 70U, 71U, 140U}) {
      Task task(Slot{i});
      task.id = TaskId{i};
      table.enter(task);
      members.insert(Slot{i});
      unset.insert(Slot{i});
    }
    unset.erase(Slot{70});
    table.set(Slot{70}, 0);
    const Slot best = table.best(members, unset, seed);
    ++counts[index_of(best)];
    ASSERT_EQ(table.best(members), best) << "and keeps them";
  }
  ASSERT_EQ(counts.size(), 3U);
  for (const auto& [index, count] : counts) {
    EXPECT_NEAR(static_cast<double>(count), 3000.0, 150.0) << index;
  }
}

TEST(PriorityTable, SeesThatItsBestHasFallenAndLeft) {
  PriorityTable table;
  TaskSet members;
  for (std::uint32_t i = 0; i < 3; ++i) {
    Task task(Slot{i});
    task.id = TaskId{i};
    table.enter(task);
    table.set(Slot{i}, 10 - i);
    members.insert(Slot{i});
  }
  EXPECT_EQ(table.best(members), Slot{0});
  table.set(Slot{0}, 1);
  members.erase(Slot{0});
  EXPECT_EQ(table.best(members), Slot{1});
}

}  // namespace
}  // namespace rollcall
