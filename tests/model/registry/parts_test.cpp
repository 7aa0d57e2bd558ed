// The pieces that the pool is made of, each against something plain.
#include "model/registry/boot_memory.hpp"
#include "model/registry/job_queue.hpp"
#include "model/registry/record_list.hpp"
#include "model/registry/transitions.hpp"
#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace rollcall::hardened {
namespace {

TEST(Record, LeavesRoomForAMillion) {
  EXPECT_LE(sizeof(Record), 128U);
  EXPECT_EQ(offsetof(Record, state), 64U) << "what a heartbeat needs first is one cache line";
}

TEST(Records, FindByIdWhatAnOrderedMapFinds) {
  Xoshiro256 random(1);
  Records records;
  std::map<std::string, Slot> model;
  for (int step = 0; step < 20'000; ++step) {
    const std::string id = "w" + std::to_string(random.below(300));
    const auto known = model.find(id);
    if (known == model.end()) {
      ASSERT_EQ(records.find(id), Slot::kNone);
      const Slot slot = records.add(id);
      records[slot].epoch_number = 1;
      model.emplace(id, slot);
    } else {
      ASSERT_EQ(records.find(id), known->second);
      ASSERT_EQ(records[known->second].id, id);
      records.remove(known->second);
      model.erase(known);
    }
    ASSERT_EQ(records.count(), model.size());
  }
  for (int worker = 0; worker < 300; ++worker) {
    const std::string id = "w" + std::to_string(worker);
    const auto known = model.find(id);
    EXPECT_EQ(records.find(id), known == model.end() ? Slot::kNone : known->second);
  }
}

TEST(RecordList, KeepsOrderWhereverOneIsTakenOut) {
  for (std::uint32_t taken = 0; taken < 4; ++taken) {
    Records records;
    RecordList list(&Record::turn);
    std::vector<Slot> expected;
    for (const char* id : {"a", "b", "c", "d"}) {
      const Slot slot = records.add(id);
      list.push_back(records, slot);
      expected.push_back(slot);
    }
    list.unlink(records, expected[taken]);
    EXPECT_EQ(records[expected[taken]].turn, Link{});
    expected.erase(expected.begin() + taken);
    std::vector<Slot> forwards;
    for (Slot slot = list.front(); slot != Slot::kNone; slot = list.next(records, slot)) {
      forwards.push_back(slot);
    }
    std::vector<Slot> backwards;
    for (Slot slot = list.back(); slot != Slot::kNone; slot = records[slot].turn.previous) {
      backwards.insert(backwards.begin(), slot);
    }
    EXPECT_EQ(forwards, expected);
    EXPECT_EQ(backwards, expected);
  }
}

TEST(RecordList, IsEmptyOnceTheOnlyOneIsTakenOut) {
  Records records;
  RecordList list(&Record::lease);
  EXPECT_TRUE(list.empty());
  const Slot slot = records.add("a");
  list.push_back(records, slot);
  EXPECT_FALSE(list.empty());
  list.unlink(records, slot);
  EXPECT_TRUE(list.empty());
  EXPECT_EQ(list.back(), Slot::kNone);
}

TEST(BootMemory, HoldsTheLastThatLeft) {
  BootMemory memory(2);
  memory.remember("a", Boot{4});
  memory.remember("b", Boot{5});
  memory.remember("a", Boot{6});
  memory.remember("c", Boot{7});
  EXPECT_EQ(memory.to_text(), "a:6 c:7 ");
  EXPECT_EQ(memory.newest("a"), Boot{6});
  EXPECT_EQ(memory.newest("b"), Boot::kNone);
  memory.forget("a");
  EXPECT_EQ(memory.newest("a"), Boot::kNone);
  memory.remember("basic", Boot::kNone);
  EXPECT_EQ(memory.count(), 1U);
}

TEST(BootMemory, OfNoneHoldsNothing) {
  BootMemory memory(0);
  memory.remember("a", Boot{1});
  EXPECT_EQ(memory.count(), 0U);
}

TEST(JobQueue, SendsInOrderAndTakesBackToTheOldPlace) {
  JobQueue jobs(10);
  for (int job = 0; job < 3; ++job) {
    jobs.submit(Duration(1), true);
  }
  EXPECT_EQ(jobs.first_waiting(), 1U);
  jobs.send(1, Slot{4});
  EXPECT_EQ(jobs.state_of(1), JobState::kSent);
  EXPECT_EQ(jobs.find(1)->worker, Slot{4});
  EXPECT_EQ(jobs.first_waiting(), 2U);
  jobs.put_back(1);
  EXPECT_EQ(jobs.first_waiting(), 1U);
  EXPECT_EQ(jobs.find(1)->attempts, 1U);
}

TEST(JobQueue, RefusesASecondOutcomeOrSending) {
  JobQueue jobs(10);
  jobs.submit(Duration(1), true);
  jobs.send(1, Slot{0});
  EXPECT_DEATH(jobs.send(1, Slot{1}), "was waiting");
  jobs.finish(1, JobState::kDone);
  EXPECT_DEATH(jobs.finish(1, JobState::kFailed), "one outcome");
}

// Texts reach reports and traces: each value has its own.
template <typename Enum>
std::set<std::string> texts_of(Enum last) {
  std::set<std::string> texts;
  for (int value = 0; value <= static_cast<int>(last); ++value) {
    texts.emplace(to_text(static_cast<Enum>(value)));
  }
  return texts;
}

TEST(Texts, AreDifferentForEachValue) {
  EXPECT_EQ(texts_of(Status::kShuttingDown).size(), 6U);
  EXPECT_EQ(texts_of(JobState::kUnknown).size(), 6U);
  EXPECT_EQ(texts_of(WorkerState::kGone).size(), 5U);
  EXPECT_EQ(texts_of(Cause::kClosing).size(), 14U);
  EXPECT_EQ(to_text(Cause::kLeaseOver), "lease over");
}

}  // namespace
}  // namespace rollcall::hardened
