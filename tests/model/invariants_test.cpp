// Each invariant on a history that breaks it, with the exact message, and on a similar one that
// does not.
#include "model/invariants/pack.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// Tells a ledger what a manager might, in few words.
class History {
 public:
  explicit History(PoolLedger& ledger) : ledger_(ledger) {}

  RecordId publish(std::string_view id, std::string address = "a:1") {
    return ledger_.published(id, std::move(address), "registering");
  }
  void attach(RecordId record, std::string_view target = "a:1") {
    ledger_.attached(record, ConnectionId{++connections_}, target);
  }
  void set(RecordId record, std::string_view state) { ledger_.state_changed(record, state); }
  void queue(RecordId record) { ledger_.enqueued(record); }
  void drop(RecordId record) { ledger_.dropped(record); }
  void pull(RecordId record) { ledger_.pulled(record); }
  void mark(RecordId record) { ledger_.marked(record); }
  void call(RecordId record) { ledger_.call_started(record, 1, ConnectionId{1}); }
  void end(RecordId record) { ledger_.call_ended(record, 1, true); }

  /// All of a registration: connected, free and queued.
  RecordId enlist(std::string_view id) {
    const RecordId record = publish(id);
    attach(record);
    set(record, "free");
    queue(record);
    return record;
  }

 private:
  PoolLedger& ledger_;
  std::uint32_t connections_ = 0;
};

struct Case {
  const char* name;
  const Invariant* invariant;
  const char* message;  // "": it holds
  std::function<void(History&)> tell;
};

void PrintTo(const Case& value, std::ostream* out) { *out << value.name; }

class InvariantOnHistory : public testing::TestWithParam<Case> {};

// The whole history is one step, so that only where it ends is judged.
TEST_P(InvariantOnHistory, SaysWhatIsWrong) {
  const Case& history = GetParam();
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const JudgingList judged(std::span(&history.invariant, 1));
  InvariantPack pack(ledger, judged);
  const RunResult result = world.run({.strategy = strategy, .check = &pack}, [&] {
    History teller(ledger);
    history.tell(teller);
    sim::yield();
  });
  if (*history.message == '\0') {
    EXPECT_FALSE(result.violation.has_value()) << result.violation->message;
    return;
  }
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, history.invariant->name);
  EXPECT_EQ(result.violation->message, history.message);
  EXPECT_EQ(result.violation->step, 1U);
}

std::vector<Case> no_lost_free_worker() {
  const Invariant* const subject = &kNoLostFreeWorker;
  return {
      {"FreeAndDropped", subject, "worker w is free but not in the free queue: no job can reach it",
       [](History& h) {
         const RecordId w = h.publish("w");
         h.set(w, "free");
         h.drop(w);
       }},
      {"FreeAndQueued", subject, "", [](History& h) { h.enlist("w"); }},
      {"FreeAndQueuedTwice", subject, "worker w is free and stands 2 times in the free queue",
       [](History& h) { h.queue(h.enlist("w")); }},
      {"FreeAndQueuedAndPulled", subject,
       "worker w is free and has 3 places: 2 in the free queue, 1 pulled and not yet marked",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.queue(w);
         h.queue(w);
       }},
      {"PulledAndNotYetMarked", subject, "", [](History& h) { h.pull(h.enlist("w")); }},
      {"MarkedAndStillFree", subject,
       "worker w is free but not in the free queue: no job can reach it",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.mark(w);
       }},
      {"MarkedBusy", subject, "",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.set(w, "busy");
         h.mark(w);
       }},
      {"DeadAndNowhere", subject, "", [](History& h) { h.set(h.publish("w"), "dead"); }},
      {"AnotherHoldsThePlace", subject,
       "worker v is free but not in the free queue: no job can reach it",
       [](History& h) {
         h.enlist("w");
         h.set(h.publish("v"), "free");
       }},
  };
}

std::vector<Case> no_duplicate_free_worker() {
  const Invariant* const subject = &kNoDuplicateFreeWorker;
  return {
      {"QueuedTwice", subject,
       "worker w can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running",
       [](History& h) { h.queue(h.enlist("w")); }},
      {"QueuedUnderTwoRecords", subject,
       "worker w can be given 2 jobs at once: 2 in the free queue, 0 pulled, 0 running",
       [](History& h) {
         h.enlist("w");
         h.enlist("w");
       }},
      {"TwoWorkersQueued", subject, "",
       [](History& h) {
         h.enlist("w");
         h.enlist("v");
       }},
      {"QueuedWhilePulled", subject,
       "worker w can be given 2 jobs at once: 1 in the free queue, 1 pulled, 0 running",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.queue(w);
       }},
      {"QueuedWhileRunning", subject,
       "worker w can be given 2 jobs at once: 1 in the free queue, 0 pulled, 1 running",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.call(w);
         h.queue(w);
       }},
      {"QueuedAfterRunning", subject, "",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.call(w);
         h.end(w);
         h.queue(w);
       }},
  };
}

std::vector<Case> no_stale_worker() {
  const Invariant* const subject = &kNoStaleWorker;
  return {
      {"ReplacedWhileQueued", subject,
       "the free queue holds a record of worker w that its newer registration has replaced",
       [](History& h) {
         h.enlist("w");
         h.publish("w");
       }},
      {"TwoReplacedWhileQueued", subject,
       "the free queue holds records of worker w that its newer registration has replaced",
       [](History& h) {
         h.enlist("w");
         h.enlist("w");
         h.publish("w");
       }},
      {"ReplacedAndQueuedAnew", subject,
       "the free queue holds a record of worker w that its newer registration has replaced",
       [](History& h) {
         h.enlist("w");
         h.enlist("w");
       }},
      {"ReplacedWhilePulled", subject, "",
       [](History& h) {
         h.pull(h.enlist("w"));
         h.enlist("w");
       }},
      {"CurrentQueuedTwice", subject, "", [](History& h) { h.queue(h.enlist("w")); }},
  };
}

std::vector<Case> queued_is_free() {
  const Invariant* const subject = &kQueuedIsFree;
  return {
      {"QueuedAndDead", subject, "worker w waits in the free queue in state 'dead'",
       [](History& h) { h.set(h.enlist("w"), "dead"); }},
      {"QueuedBeforeFree", subject, "worker w waits in the free queue in state 'registering'",
       [](History& h) { h.queue(h.publish("w")); }},
      {"QueuedBusyBehindQueuedFree", subject, "worker w waits in the free queue in state 'busy'",
       [](History& h) {
         h.enlist("v");
         h.enlist("w");
         h.set(h.enlist("w"), "busy");
       }},
      {"AnotherIsWorseAndAhead", subject, "worker w waits in the free queue in state 'busy'",
       [](History& h) {
         const RecordId w = h.publish("w");
         h.set(h.enlist("v"), "dead");
         h.set(w, "busy");
         h.queue(w);
       }},
      {"FreeIsSpeltInLowerCase", subject, "worker w waits in the free queue in state 'Free'",
       [](History& h) { h.set(h.enlist("w"), "Free"); }},
      {"DeadAndFreeAgain", subject, "",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.set(w, "dead");
         h.set(w, "free");
       }},
      {"PulledAndBusy", subject, "",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.pull(w);
         h.set(w, "busy");
       }},
      {"PulledBusyThenReplaced", subject, "",
       [](History& h) {
         const RecordId w = h.enlist("w");
         h.set(w, "busy");
         h.pull(w);
         h.enlist("w");
       }},
      {"OldRecordStaysFree", subject, "",
       [](History& h) {
         h.enlist("w");
         h.set(h.publish("w"), "dead");
       }},
  };
}

std::vector<Case> connection_matches_record() {
  const Invariant* const subject = &kConnectionMatchesRecord;
  return {
      {"ConnectionOfAnotherCall", subject,
       "worker w is registered at a:1 but its connection goes to a:2",
       [](History& h) { h.attach(h.publish("w", "a:1"), "a:2"); }},
      {"ConnectionOfItsOwn", subject, "",
       [](History& h) { h.attach(h.publish("w", "a:2"), "a:2"); }},
      {"OverwrittenByItsOwn", subject, "",
       [](History& h) {
         const RecordId w = h.publish("w", "a:1");
         h.attach(w, "a:2");
         h.attach(w, "a:1");
       }},
      {"RegisteringWithoutOne", subject, "", [](History& h) { h.publish("w"); }},
      {"DeadWithoutOne", subject, "", [](History& h) { h.set(h.publish("w"), "dead"); }},
      {"FreeWithoutOne", subject, "worker w is free and has no connection",
       [](History& h) { h.set(h.publish("w"), "free"); }},
      {"BusyWithoutOne", subject, "worker w is busy and has no connection",
       [](History& h) { h.set(h.publish("w"), "busy"); }},
      {"QueuedWithoutOne", subject, "worker w is registering and has no connection",
       [](History& h) { h.queue(h.publish("w")); }},
      {"TheReplacedOneHadNone", subject, "",
       [](History& h) {
         h.publish("w");
         h.enlist("w");
       }},
  };
}

std::string case_name(const testing::TestParamInfo<Case>& info) { return info.param.name; }

INSTANTIATE_TEST_SUITE_P(NoLostFreeWorker, InvariantOnHistory,
                         testing::ValuesIn(no_lost_free_worker()), case_name);
INSTANTIATE_TEST_SUITE_P(NoDuplicateFreeWorker, InvariantOnHistory,
                         testing::ValuesIn(no_duplicate_free_worker()), case_name);
INSTANTIATE_TEST_SUITE_P(NoStaleWorker, InvariantOnHistory, testing::ValuesIn(no_stale_worker()),
                         case_name);
INSTANTIATE_TEST_SUITE_P(QueuedIsFree, InvariantOnHistory, testing::ValuesIn(queued_is_free()),
                         case_name);
INSTANTIATE_TEST_SUITE_P(ConnectionMatchesRecord, InvariantOnHistory,
                         testing::ValuesIn(connection_matches_record()), case_name);

}  // namespace
}  // namespace rollcall
