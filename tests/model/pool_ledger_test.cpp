#include "model/probe/pool_ledger.hpp"

#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

namespace rollcall {
namespace {

constexpr WorkerIndex kFirst{0};
constexpr WorkerIndex kSecond{1};

// Tells a ledger a history and leaves it for the test to look at.
class LedgerTest : public testing::Test {
 protected:
  template <typename Body>
  RunResult tell(Body body, Trace* recording = nullptr) {
    RandomWalk strategy;
    return world_.run({.strategy = strategy, .recording = recording}, body);
  }

  RecordId enlist(std::string_view id, ConnectionId connection) {
    const RecordId record = ledger_.published(id, "a:1", "registering");
    ledger_.attached(record, connection, "a:1");
    ledger_.state_changed(record, "free");
    ledger_.enqueued(record);
    return record;
  }

  World world_;
  PoolLedger ledger_{world_};
};

using PoolLedgerTest = LedgerTest;

TEST_F(PoolLedgerTest, CountsATokenThroughItsLife) {
  using Counts = std::vector<std::uint32_t>;
  const auto counts = [&] {
    const PoolLedger::Worker& w = ledger_.worker(kFirst);
    return Counts{w.queued_count, w.pulled_count, w.unmarked_count, w.running_count};
  };
  tell([&] {
    const RecordId record = enlist("w", ConnectionId{1});
    EXPECT_EQ(counts(), (Counts{1, 0, 0, 0}));
    ledger_.pulled(record);
    EXPECT_EQ(counts(), (Counts{0, 1, 1, 0}));
    ledger_.marked(record);
    EXPECT_EQ(counts(), (Counts{0, 1, 0, 0}));
    ledger_.call_started(record, 1, ConnectionId{1});
    EXPECT_EQ(counts(), (Counts{0, 0, 0, 1}));
    ledger_.call_ended(record, 1, false);
    EXPECT_EQ(counts(), (Counts{0, 0, 0, 0}));
    ledger_.dropped(record);
    EXPECT_EQ(counts(), (Counts{0, 0, 0, 0}));
  });
}

TEST_F(PoolLedgerTest, CountsQueuedEntriesThatAreNotFree) {
  const auto unfree = [&] { return ledger_.worker(kFirst).queued_unfree_count; };
  tell([&] {
    const RecordId record = enlist("w", ConnectionId{1});
    ledger_.enqueued(record);
    EXPECT_EQ(unfree(), 0U);
    ledger_.state_changed(record, "dead");
    EXPECT_EQ(unfree(), 2U);
    ledger_.state_changed(record, "busy");
    EXPECT_EQ(unfree(), 2U);
    ledger_.enqueued(record);
    EXPECT_EQ(unfree(), 3U);
    ledger_.pulled(record);
    EXPECT_EQ(unfree(), 2U);
    ledger_.state_changed(record, "free");
    EXPECT_EQ(unfree(), 0U);
    ledger_.pulled(record);
    EXPECT_EQ(unfree(), 0U);
  });
}

TEST_F(PoolLedgerTest, LetsAPushThatWaitsInWhenThereIsRoom) {
  tell([&] {
    const RecordId first = enlist("a", ConnectionId{1});
    const RecordId second = ledger_.published("b", "b:1", "registering");
    ledger_.waits_for_room(second);
    EXPECT_EQ(ledger_.queue().entries(), std::vector{first});
    ledger_.pulled(first);
    EXPECT_EQ(ledger_.queue().entries(), std::vector{second});
    EXPECT_EQ(ledger_.worker(kSecond).queued_count, 1U);
    ledger_.waits_for_room(first);
    ledger_.manager_stopped(false);
    ledger_.enqueued(first);
    ledger_.pulled(first);
    EXPECT_TRUE(ledger_.queue().empty()) << "what waited is lost with the manager";
  });
}

TEST_F(PoolLedgerTest, TakesBackTheTokenThatIsSkipped) {
  tell([&] {
    const RecordId record = enlist("w", ConnectionId{1});
    ledger_.pulled(record);
    ledger_.skipped(record);
    EXPECT_EQ(ledger_.worker(kFirst).pulled_count, 0U);
    EXPECT_EQ(ledger_.worker(kFirst).unmarked_count, 0U);
    EXPECT_EQ(ledger_.worker(kFirst).queued_count, 0U);
  });
}

TEST_F(PoolLedgerTest, KeepsTheQueueEntryOfARemovedRecord) {
  tell([&] {
    const RecordId record = enlist("w", ConnectionId{1});
    ledger_.removed(record);
    EXPECT_EQ(ledger_.worker(kFirst).current, RecordId::kNone);
    EXPECT_EQ(ledger_.worker(kFirst).queued_count, 1U);
    EXPECT_EQ(ledger_.worker(kFirst).queued_unfree_count, 1U);
    EXPECT_EQ(ledger_.live_record_count(), 0U);
    EXPECT_EQ(ledger_.free_count(), 0U);
  });
}

TEST_F(PoolLedgerTest, ANewRecordReplacesTheOldWhichStaysReadable) {
  tell([&] {
    const RecordId old = enlist("w", ConnectionId{1});
    const RecordId fresh = ledger_.published("w", "a:2", "registering");
    EXPECT_EQ(ledger_.worker(kFirst).current, fresh);
    EXPECT_EQ(ledger_.record(old).state, PoolState::kFree);
    EXPECT_EQ(ledger_.record(old).queued_count, 1U);
    EXPECT_EQ(ledger_.record(fresh).queued_count, 0U);
    EXPECT_EQ(ledger_.record(fresh).connection, ConnectionId::kNone);
    EXPECT_EQ(ledger_.worker(kFirst).queued_count, 1U);
  });
}

TEST_F(PoolLedgerTest, HandsOutChangedWorkersOnceInOrderOfTouch) {
  tell([&] {
    const RecordId w = ledger_.published("w", "a:1", "registering");
    const RecordId v = ledger_.published("v", "a:1", "registering");
    ledger_.state_changed(w, "dead");
    EXPECT_EQ(ledger_.take_changed(), (std::vector<WorkerIndex>{kFirst, kSecond}));
    EXPECT_TRUE(ledger_.take_changed().empty());
    ledger_.state_changed(v, "dead");
    ledger_.dropped(w);
    EXPECT_EQ(ledger_.take_changed(), (std::vector<WorkerIndex>{kSecond, kFirst}));
  });
}

TEST_F(PoolLedgerTest, ShowsWorkersAndQueueAsTables) {
  tell([&] {
    enlist("w", ConnectionId{1});
    enlist("v", ConnectionId{2});
    const RecordId fresh = ledger_.published("w", "a:2", "registering");
    ledger_.pulled(RecordId{0});
    ledger_.enqueued(RecordId{0});
    ledger_.state_changed(fresh, "dead");
  });
  const std::vector<Table> tables = ledger_.tables();
  ASSERT_EQ(tables.size(), 2U);
  using Rows = std::vector<std::vector<std::string>>;
  EXPECT_EQ(tables[0].title, "workers");
  EXPECT_EQ(tables[0].columns,
            (std::vector<std::string>{"id", "record", "state", "address", "connection", "queued",
                                      "pulled", "running"}));
  EXPECT_EQ(tables[0].rows, (Rows{{"w", "r3", "dead", "a:2", "none", "1", "1", "0"},
                                  {"v", "r2", "free", "a:1", "c2 to a:1", "1", "0", "0"}}));
  EXPECT_EQ(tables[1].title, "free queue, head first");
  EXPECT_EQ(tables[1].columns, (std::vector<std::string>{"record", "worker", "state", "current"}));
  EXPECT_EQ(tables[1].rows,
            (Rows{{"r2", "v", "free", "yes"}, {"r1", "w", "free", "no, replaced"}}));
}

TEST_F(PoolLedgerTest, TellsTheRecordingWhatHappened) {
  Trace trace;
  tell(
      [&] {
        const RecordId record = enlist("w", ConnectionId{1});
        ledger_.pulled(record);
        ledger_.call_started(record, 7, ConnectionId{1});
        ledger_.call_ended(record, 7, false);
        ledger_.call_ended(record, 8, true);
        ledger_.dropped(record);
        ledger_.said("hello");
      },
      &trace);
  std::vector<std::string> notes;
  for (const TraceEvent& event : trace.events) {
    if (!event.note.empty()) {
      notes.push_back(event.note);
    }
  }
  EXPECT_EQ(notes, (std::vector<std::string>{
                       "publishes w as r1 at a:1", "attaches c1 to r1 of w, target a:1",
                       "r1 of w: registering -> free", "queues r1 of w, queue now 1",
                       "pulls r1 of w", "sends job 7 to r1 of w over c1", "job 7 on w failed",
                       "job 8 on w is done", "queue full: drops r1 of w", "hello"}));
}

TEST_F(PoolLedgerTest, IsJudgeableWhenNobodyHoldsTheGuard) {
  EXPECT_TRUE(ledger_.judgeable());
  tell([&] {
    sim::mutex guard("wm.mu");
    ledger_.guarded_by(guard);
    EXPECT_TRUE(ledger_.judgeable());
    guard.lock();
    EXPECT_FALSE(ledger_.judgeable());
    guard.unlock();
    EXPECT_TRUE(ledger_.judgeable());
  });
}

TEST(PoolLedgerDeathTest, ARecordThatIsNotQueuedIsNotPulled) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  EXPECT_DEATH(world.run({.strategy = strategy},
                         [&] { ledger.pulled(ledger.published("w", "a:1", "registering")); }),
               "the manager pulls what it says it queued");
}

TEST(PoolLedgerDeathTest, AGrantIsOf32Bits) {
  EXPECT_EQ(small_grant(0xffffffff), 0xffffffffU);
  EXPECT_DEATH(static_cast<void>(small_grant(0x100000000)), "grants are few");
}

TEST(PoolLedgerDeathTest, AWorkerThatNobodyMentionedHasNoId) {
  World world;
  const PoolLedger ledger(world);
  EXPECT_DEATH(static_cast<void>(ledger.id_of(kFirst)), "knows the worker");
}

}  // namespace
}  // namespace rollcall
