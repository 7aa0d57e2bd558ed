#include "sim/check/data_race.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

constexpr TaskId kMain{0};
constexpr TaskId kLeft{1};
constexpr TaskId kRight{2};

MemoryAccess by(TaskId task, std::uint64_t step = 0) {
  return {.task = task,
          .task_name = {.text = "task", .number = index_of(task)},
          .step = step,
          .site = {.file = "pool.cpp", .line = static_cast<std::uint32_t>(10 * step)}};
}

// Main has started both; nothing orders the two.
class DataRace : public testing::Test {
 protected:
  DataRace() {
    races_.begin();
    races_.start(kMain, kLeft);
    races_.start(kMain, kRight);
  }
  bool reads(TaskId task) { return races_.read(by(task), cell_).has_value(); }
  bool writes(TaskId task) { return races_.write(by(task), cell_).has_value(); }

  RaceDetector races_;
  RaceCell cell_;
  SyncClock clock_;
};

TEST(VectorClock, NothingOfATaskIsSeenAtFirst) {
  const VectorClock clock;
  EXPECT_EQ(clock.of(kRight), 0U);
  EXPECT_TRUE(clock.covers({}));
  EXPECT_FALSE(clock.covers({.task = kMain, .time = 1}));
}

TEST(VectorClock, JoinIsTheLeastUpperBound) {
  VectorClock a;
  VectorClock b;
  a.advance(kMain);
  a.advance(kMain);
  b.advance(kMain);
  b.advance(kRight);
  VectorClock joined = a;
  joined.join(b);
  for (const TaskId task : {kMain, kLeft, kRight}) {
    EXPECT_EQ(joined.of(task), std::max(a.of(task), b.of(task)));
  }
  VectorClock other_way = b;
  other_way.join(a);
  joined.join(joined);
  for (const TaskId task : {kMain, kLeft, kRight}) {
    EXPECT_EQ(joined.epoch(task), other_way.epoch(task));
  }
  EXPECT_FALSE(a.covers(b.epoch(kRight)));
  EXPECT_FALSE(b.covers(a.epoch(kMain)));
  EXPECT_TRUE(a.covers(b.epoch(kMain)));
}

TEST(VectorClock, ClearedItHasSeenNothing) {
  VectorClock clock;
  clock.advance(kRight);
  clock.clear();
  EXPECT_EQ(clock.of(kRight), 0U);
}

TEST_F(DataRace, OfTwoWrites) {
  EXPECT_FALSE(writes(kLeft));
  EXPECT_TRUE(writes(kRight));
}

TEST_F(DataRace, OfAWriteAndARead) {
  EXPECT_FALSE(writes(kLeft));
  EXPECT_TRUE(reads(kRight));
}

TEST_F(DataRace, OfAReadAndAWrite) {
  EXPECT_FALSE(reads(kLeft));
  EXPECT_TRUE(writes(kRight));
}

TEST_F(DataRace, ReadsDoNotRace) {
  EXPECT_FALSE(reads(kLeft));
  EXPECT_FALSE(reads(kRight));
  EXPECT_FALSE(reads(kMain));
}

TEST_F(DataRace, EachOfSeveralReadsCanRaceWithAWrite) {
  EXPECT_FALSE(reads(kLeft));
  EXPECT_FALSE(reads(kRight));
  races_.release(kRight, clock_);
  races_.acquire(kMain, clock_);
  const auto race = races_.write(by(kMain), cell_);  // Seen: the right one only.
  ASSERT_TRUE(race);
  EXPECT_EQ(race->earlier.task, kLeft);
}

TEST_F(DataRace, AWriteAfterAllReadsIsOrdered) {
  EXPECT_FALSE(reads(kLeft));
  EXPECT_FALSE(reads(kRight));
  races_.merge(kLeft, clock_);
  races_.merge(kRight, clock_);
  races_.acquire(kMain, clock_);
  EXPECT_FALSE(writes(kMain));
  EXPECT_FALSE(reads(kMain));
  EXPECT_TRUE(reads(kLeft));  // Main has told nobody.
}

TEST_F(DataRace, StartingATaskOrders) {
  EXPECT_FALSE(writes(kMain));
  const TaskId child{3};
  races_.start(kMain, child);
  EXPECT_FALSE(writes(child));
  EXPECT_TRUE(reads(kMain));
}

TEST_F(DataRace, WhatComesAfterTheReleaseIsNotOrderedByIt) {
  races_.release(kLeft, clock_);
  EXPECT_FALSE(writes(kLeft));
  races_.acquire(kRight, clock_);
  EXPECT_TRUE(writes(kRight));
}

TEST_F(DataRace, AReleaseForgetsWhatWasReleasedBefore) {
  EXPECT_FALSE(writes(kLeft));
  races_.release(kLeft, clock_);
  races_.release(kRight, clock_);
  races_.acquire(kMain, clock_);
  EXPECT_TRUE(reads(kMain));
}

TEST_F(DataRace, AnAcquireOfNothingOrdersNothing) {
  EXPECT_FALSE(writes(kLeft));
  races_.acquire(kRight, clock_);
  EXPECT_TRUE(writes(kRight));
}

TEST_F(DataRace, PassingIsOneWay) {
  EXPECT_FALSE(writes(kLeft));
  races_.pass(kLeft, kRight);
  EXPECT_FALSE(writes(kRight));
  EXPECT_TRUE(writes(kLeft));
}

TEST_F(DataRace, PassingOnOrdersTransitively) {
  EXPECT_FALSE(writes(kLeft));
  races_.pass(kLeft, kMain);
  races_.pass(kMain, kRight);
  EXPECT_FALSE(writes(kRight));
}

TEST_F(DataRace, WhoSeesAllRestIsOrderedAfterAll) {
  EXPECT_FALSE(writes(kLeft));
  races_.pass_all(kMain);
  EXPECT_FALSE(writes(kMain));
  EXPECT_TRUE(reads(kLeft));
}

TEST_F(DataRace, AnExecutionKnowsNothingOfTheLast) {
  EXPECT_FALSE(writes(kLeft));
  races_.release(kLeft, clock_);
  races_.begin();
  cell_ = {};
  clock_ = {};
  EXPECT_FALSE(writes(kRight));
  EXPECT_TRUE(writes(kLeft));  // Nobody has started it here.
  races_.begin();
  cell_ = {};
  EXPECT_FALSE(reads(kMain));
  EXPECT_FALSE(reads(kRight));
}

TEST_F(DataRace, NamesBothAccesses) {
  EXPECT_FALSE(races_.write(by(kLeft, 3), cell_));
  const auto race = races_.read(by(kRight, 5), cell_);
  ASSERT_TRUE(race);
  EXPECT_EQ(describe(*race),
            "'task 2' reads it at pool.cpp:50 (step 5), 'task 1' wrote it at pool.cpp:30 (step 3), "
            "and nothing orders the two");
}

}  // namespace
}  // namespace rollcall
