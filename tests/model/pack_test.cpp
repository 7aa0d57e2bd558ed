#include "model/invariants/pack.hpp"

#include "sim/strategy/random.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <set>

namespace rollcall {
namespace {

// What break_all() breaks, in pack order.
std::span<const Invariant* const> five() { return all_invariants().first(5); }

template <typename Body>
RunResult judge(std::span<const Invariant* const> asked, Body body, Trace* recording = nullptr) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const JudgingList judged(asked);
  InvariantPack pack(ledger, judged);
  return world.run({.strategy = strategy, .recording = recording, .check = &pack},
                   [&] { body(ledger); });
}

RecordId connected(PoolLedger& ledger, std::string_view id) {
  const RecordId record = ledger.published(id, "a:1", "registering");
  ledger.attached(record, ConnectionId{1}, "a:1");
  return record;
}

// State first, then the queue: correct if and only if nobody can look in between.
void free_then_push(PoolLedger& ledger, RecordId record) {
  ledger.state_changed(record, "free");
  sim::yield();
  ledger.enqueued(record);
}

TEST(InvariantPack, JudgesNothingWhileTheGuardIsHeld) {
  const RunResult result = judge(five(), [](PoolLedger& ledger) {
    sim::mutex guard("wm.mu");
    ledger.guarded_by(guard);
    guard.lock();
    free_then_push(ledger, connected(ledger, "w"));
    guard.unlock();
    sim::yield();
  });
  EXPECT_FALSE(result.violation.has_value()) << result.violation->message;
}

TEST(InvariantPack, ConvictsTheSameWithoutTheGuard) {
  const RunResult result = judge(five(), [](PoolLedger& ledger) {
    sim::mutex guard("wm.mu");
    ledger.guarded_by(guard);
    free_then_push(ledger, connected(ledger, "w"));
    ADD_FAILURE() << "went on after the violation";
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "no-lost-free-worker");
}

TEST(InvariantPack, JudgesInTheStepThatGivesTheGuardBack) {
  const RunResult result = judge(five(), [](PoolLedger& ledger) {
    sim::mutex guard("wm.mu");
    ledger.guarded_by(guard);
    guard.lock();  // step 2
    ledger.state_changed(connected(ledger, "w"), "free");
    sim::yield();    // step 3
    guard.unlock();  // step 4
    sim::yield();
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->step, 4U);
  EXPECT_EQ(result.violation->act, "unlock wm.mu");
}

TEST(InvariantPack, JudgesTheLastStepOfAllToo) {
  const RunResult result = judge(
      five(), [](PoolLedger& ledger) { ledger.state_changed(connected(ledger, "w"), "free"); });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->task, TaskId{0});
  EXPECT_EQ(result.violation->task_name, "main");
}

// Breaks all five in one step: w is queued under two records, the current one busy and with another
// call's connection; v is free and not queued.
void break_all(PoolLedger& ledger) {
  for (int call = 0; call < 2; ++call) {
    const RecordId record = connected(ledger, "w");
    ledger.state_changed(record, "free");
    ledger.enqueued(record);
    if (call == 1) {
      ledger.state_changed(record, "busy");
      ledger.attached(record, ConnectionId{2}, "a:2");
    }
  }
  ledger.state_changed(connected(ledger, "v"), "free");
}

TEST(InvariantPack, ReportsTheFirstInPackOrder) {
  const auto all = five();
  for (std::size_t first = 0; first < all.size(); ++first) {
    const RunResult result = judge(all.subspan(first), break_all);
    ASSERT_TRUE(result.violation.has_value()) << all[first]->name;
    EXPECT_EQ(result.violation->invariant, all[first]->name);
  }
  std::vector<const Invariant*> reversed(all.rbegin(), all.rend());
  EXPECT_EQ(judge(reversed, break_all).violation->invariant, "connection-matches-record");
}

TEST(InvariantPack, ReportsOnlyWhatIsJudged) {
  EXPECT_FALSE(judge({}, break_all).violation.has_value());
  const std::vector<const Invariant*> one{&kQueuedIsFree};
  EXPECT_EQ(judge(one, break_all).violation->invariant, "queued-is-free");
}

std::vector<std::string>& judged_workers() {
  static std::vector<std::string> workers;
  return workers;
}

const Invariant kCounting{.name = "counting",
                          .statement = "always holds",
                          .broken = [](const PoolLedger& ledger, const PoolLedger::Worker& worker) {
                            judged_workers().emplace_back(ledger.id_of(worker));
                            return std::optional<std::string>();
                          }};

TEST(InvariantPack, JudgesOnlyWorkersThatChanged) {
  judged_workers().clear();
  const std::vector<const Invariant*> judged{&kCounting};
  judge(judged, [](PoolLedger& ledger) {
    const RecordId w = connected(ledger, "w");
    const RecordId v = connected(ledger, "v");
    ledger.state_changed(w, "dead");  // thrice touched in one step, judged once
    sim::yield();
    sim::yield();
    ledger.state_changed(v, "dead");
    sim::yield();
    ledger.said("nothing that matters");
    sim::yield();
    ledger.state_changed(v, "free");
    ledger.state_changed(w, "free");
    sim::yield();
  });
  EXPECT_EQ(judged_workers(), (std::vector<std::string>{"w", "v", "v", "v", "w"}));
}

TEST(InvariantPack, JudgesOnceWhatChangedWhileTheGuardWasHeld) {
  judged_workers().clear();
  const std::vector<const Invariant*> judged{&kCounting};
  judge(judged, [](PoolLedger& ledger) {
    sim::mutex guard("wm.mu");
    ledger.guarded_by(guard);
    guard.lock();
    free_then_push(ledger, connected(ledger, "w"));
    sim::yield();
    guard.unlock();
    sim::yield();
  });
  EXPECT_EQ(judged_workers(), std::vector<std::string>{"w"});
}

TEST(InvariantPack, PutsTheTablesIntoTheRecordingAtTheEnd) {
  Trace trace;
  judge(
      five(), [](PoolLedger& ledger) { connected(ledger, "w"); }, &trace);
  ASSERT_EQ(trace.tables.size(), 2U);
  EXPECT_EQ(trace.tables[0].rows.size(), 1U);
  EXPECT_EQ(trace.tables[0].rows[0][0], "w");
}

TEST(InvariantPack, FindsEachInvariantByItsName) {
  std::set<std::string_view> names;
  for (const Invariant* invariant : all_invariants()) {
    EXPECT_EQ(find_invariant(invariant->name), invariant);
    EXPECT_FALSE(invariant->statement.empty());
    EXPECT_TRUE(names.insert(invariant->name).second);
  }
  EXPECT_EQ(names.size(), 59U);
  EXPECT_EQ(find_invariant("no-such-thing"), nullptr);
  EXPECT_EQ(find_invariant(""), nullptr);
  for (const EngineViolation& violation : engine_violations()) {
    EXPECT_TRUE(names.insert(violation.name).second) << violation.name;
    EXPECT_EQ(find_invariant(violation.name), nullptr);
  }
}

TEST(InvariantPack, AsksOfTheDocumentedManagerNothingThatItCannotHave) {
  const std::vector<const Invariant*> documented = invariants_of("documented");
  EXPECT_EQ(documented.size(), 33U);
  for (const Invariant* invariant : documented) {
    EXPECT_NE(invariant->scope, InvariantScope::kHardened) << invariant->name;
  }
  EXPECT_EQ(invariants_of("hardened").size(), all_invariants().size());
}

TEST(InvariantPack, ReportsAnActInItsStepThoughTheGuardIsHeld) {
  const Invariant* const asked = &kNoSilentFailure;
  const RunResult result = judge(std::span(&asked, 1), [](PoolLedger& ledger) {
    sim::mutex guard("wm.mu");
    ledger.guarded_by(guard);
    const std::scoped_lock lock(guard);
    ledger.ignored("w", "free");
    sim::yield();
    ADD_FAILURE() << "went on after the violation";
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "no-silent-failure");
}

// Told of success in the step in which the pool has lost it: the loss says more.
TEST(InvariantPack, ReportsTheStateBeforeTheActWhereItComesFirst) {
  const auto play = [](PoolLedger& ledger) {
    const RecordId record = connected(ledger, "w");
    ledger.state_changed(record, "free");
    ledger.answered(record, true);
  };
  EXPECT_EQ(judge(all_invariants().first(12), play).violation->invariant, "no-lost-free-worker");
  EXPECT_EQ(
      judge(std::vector<const Invariant*>{&kAcknowledgedIsRegistered, &kNoLostFreeWorker}, play)
          .violation->invariant,
      "acknowledged-is-registered");
}

// A pool of `workers`, and the same few acts on one of them.
std::size_t judgings_of_one_round(std::uint32_t workers) {
  std::size_t count = 0;
  const std::vector<const Invariant*> asked{&kCounting};
  judge(asked, [&](PoolLedger& ledger) {
    RecordId last = RecordId::kNone;
    for (std::uint32_t number = 0; number < workers; ++number) {
      last = connected(ledger, "w" + std::to_string(number));
    }
    sim::yield();
    judged_workers().clear();
    for (const std::string_view state : {"free", "busy", "free", "dead"}) {
      ledger.state_changed(last, state);
      sim::yield();
    }
    count = judged_workers().size();
  });
  return count;
}

TEST(InvariantPack, JudgesNoMoreThanWhatChangedWhateverTheNumberOfWorkers) {
  EXPECT_EQ(judgings_of_one_round(1), 4U);
  EXPECT_EQ(judgings_of_one_round(1000), 4U);
  EXPECT_EQ(judgings_of_one_round(30'000), 4U);
}

}  // namespace
}  // namespace rollcall
