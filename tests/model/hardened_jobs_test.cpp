// What is asked of the jobs and messages of managers with epochs after every step, each on a
// history that breaks it, with the exact message, and on a similar one that does not.
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Hardened>;
using enum PoolState;
using Message = PoolMessage::Kind;

class HardenedJobs : public testing::TestWithParam<Story> {};
TEST_P(HardenedJobs, IsJudgedByItsHistory) { judge(GetParam()); }

const std::vector<Story> kJobs = {
    {"ReservedWithoutAJob", &kJobAndWorkerAgree, "worker w1 is reserved and has no job",
     [](Hardened& h) { h.move(h.enlist("w1"), kReserved, Origin::kItself, {}, 9); }},
    {"OneJobOnTwoWorkers", &kJobAndWorkerAgree, "worker w1 has job 1.1, which is with worker w2",
     [](Hardened& h) {
       h.dispatch(h.enlist("w1"), 1);
       h.send(h.enlist("w2"), 1);
     }},
    {"AcceptsAnotherJob", &kJobAndWorkerAgree,
     "worker w1 goes to busy by job 1.2, which it does not have",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.submit(1);
       h.send(w, 1);
       h.accept(w, 2);
     }},
    {"OneJobOnOneWorker", &kJobAndWorkerAgree, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.dispatch(w, 1);
       h.complete(w, 1);
       h.dispatch(w, 2);
     }},
    {"SentTooOften", &kAttemptsBounded, "job 1.1 is sent 3 times, the limit is 2",
     [](Hardened& h) {
       h.ledger.configured({.attempts_max = 2});
       for (const char* id : {"w1", "w2", "w3"}) {
         const RecordId w = h.enlist(id);
         h.send(w, 1);
         h.move(w, kJoining, Origin::kTime, Hardened::job(1));
       }
     }},
    {"SentAsOftenAsAllowed", &kAttemptsBounded, "",
     [](Hardened& h) {
       h.ledger.configured({.attempts_max = 2});
       for (const char* id : {"w1", "w2"}) {
         const RecordId w = h.enlist(id);
         h.send(w, 1);
         h.move(w, kJoining, Origin::kTime, Hardened::job(1));
       }
     }},
    {"TheLaterSubmittedIsSentFirst", &kPendingInOrder,
     "job 1.2 is sent before job 1.1, which waits",
     [](Hardened& h) {
       h.submit(1);
       h.submit(2);
       h.send(h.enlist("w1"), 2);
     }},
    {"WaitsTwice", &kPendingInOrder, "job 1.1 stands in the waiting list twice",
     [](Hardened& h) {
       h.submit(1);
       h.submit(1);
     }},
    {"BackAtItsOldPlace", &kPendingInOrder, "",
     [](Hardened& h) {
       h.submit(1);
       h.submit(2);
       const RecordId w = h.enlist("w1");
       h.send(w, 1);
       h.move(w, kJoining, Origin::kTime, Hardened::job(1));
       h.ledger.job_queued(Hardened::job(1), true, 1);
       h.send(h.enlist("w2"), 1);
     }},
    {"TwoOutcomes", &kOneOutcomePerJob, "job 1.1 has 2 outcomes",
     [](Hardened& h) {
       h.ledger.job_ended(Hardened::job(1), "done");
       h.ledger.job_ended(Hardened::job(1), "failed");
     }},
    {"TwoOutcomesOfTwoJobs", &kOneOutcomePerJob, "",
     [](Hardened& h) {
       h.ledger.job_ended(Hardened::job(1), "done");
       h.ledger.job_ended(Hardened::job(2), "done");
     }},
    {"BegunTwice", &kAtMostOnce, "job 1.1 is not idempotent and was begun 2 times",
     [](Hardened& h) {
       h.submit(1);
       h.ledger.job_begun(h.start("w1"), {1, 1}, 1, Hardened::job(1));
       h.ledger.manager_stopped(true);
       h.ledger.job_begun(h.start("w2"), {1, 2}, 2, Hardened::job(1));
     }},
    {"AnIdempotentOneBegunTwice", &kAtMostOnce, "",
     [](Hardened& h) {
       h.submit(1, true);
       h.ledger.job_begun(h.start("w1"), {1, 1}, 1, Hardened::job(1));
       h.ledger.job_begun(h.start("w2"), {1, 2}, 2, Hardened::job(1));
     }},
    {"AGrantForTwoSendings", &kGrantsGrow, "worker w2 is sent grant 5 after grant 5",
     [](Hardened& h) {
       h.move(h.enlist("w1"), kReserved, Origin::kItself, Hardened::job(1), 5);
       h.move(h.enlist("w2"), kReserved, Origin::kItself, Hardened::job(2), 5);
     }},
    {"ASendingTwice", &kGrantsGrow, "worker w1 is sent grant 5 after grant 5",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.ledger.assign_sent(w, Hardened::job(1), 5);
       h.ledger.assign_sent(w, Hardened::job(1), 5);
     }},
    {"GrantsThatGrow", &kGrantsGrow, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.dispatch(w, 1);
       h.ledger.assign_sent(w, Hardened::job(1), h.grant());
       h.complete(w, 1);
       h.dispatch(w, 2);
       h.ledger.assign_sent(w, Hardened::job(2), h.grant());
     }},
    {"GrantsOfTheNextRun", &kGrantsGrow, "",
     [](Hardened& h) {
       h.move(h.enlist("w1"), kReserved, Origin::kItself, Hardened::job(1), 50);
       h.ledger.manager_stopped(true);
       h.move(h.enlist("w1"), kReserved, Origin::kItself, {2, 1}, 5);
     }},
};

// A worker whose process has had the probe and sent the epoch back.
RecordId verified(Hardened& h, ProcessId process, std::string_view id) {
  const RecordId w = h.join(id);
  h.ledger.process_reached(process, h.epoch(w), h.grant());
  h.ledger.epoch_sent(process, h.epoch(w));
  h.free(w);
  return w;
}

const std::vector<Story> kTruth = {
    {"FreeByAnEarlierProbe", &kDispatchableIsVerified,
     "worker w1 is free, but its newest probe has not reached its process",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = h.join("w1");
       h.ledger.epoch_sent(p, h.epoch(w));
       h.probe(w);
       h.ledger.process_reached(p, h.epoch(w), h.grant() - 1);
       h.free(w);
     }},
    {"FreeAndNeverConfirmed", &kDispatchableIsVerified,
     "worker w1 is free, but its process has not sent back epoch 1.1",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = h.join("w1");
       h.ledger.process_reached(p, h.epoch(w), h.grant());
       h.free(w);
     }},
    {"ConfirmedByAnotherStart", &kDispatchableIsVerified,
     "worker w1 is free, but its process has not sent back epoch 1.1",
     [](Hardened& h) {
       const ProcessId p = h.start("w1", 1);
       const RecordId w = h.join("w1", 1);
       h.ledger.process_reached(p, h.epoch(w), h.grant());
       h.ledger.epoch_sent(h.start("w1", 2), h.epoch(w));
       h.free(w);
     }},
    {"ProbedAndConfirmed", &kDispatchableIsVerified, "",
     [](Hardened& h) { verified(h, h.start("w1"), "w1"); }},
    {"ABasicOneIsOnlyProbed", &kDispatchableIsVerified, "",
     [](Hardened& h) {
       const ProcessId p = h.start("w1", 0);
       const RecordId w = h.join("w1", 0);
       h.ledger.process_reached(p, h.epoch(w), h.grant());
       h.free(w);
     }},
    {"FreeAndAtWork", &kFreeMeansIdle,
     "worker w1 is free, but its process runs job 1.1 under grant 4",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = verified(h, p, "w1");
       h.ledger.job_begun(p, h.epoch(w), 4, Hardened::job(1));
     }},
    {"SentToOneAtWork", &kFreeMeansIdle,
     "worker w1 is sent a job, but its process runs job 1.1 under grant 4",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = verified(h, p, "w1");
       h.ledger.job_begun(p, h.epoch(w), 4, Hardened::job(1));
       h.send(w, 2);
     }},
    {"FreeAndItDroppedItsJob", &kFreeMeansIdle, "",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = verified(h, p, "w1");
       h.ledger.job_begun(p, h.epoch(w), 4, Hardened::job(1));
       h.ledger.job_left(p);
     }},
    {"FreeAndAtWorkOfAnEarlierEpoch", &kFreeMeansIdle, "",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       h.ledger.job_begun(p, {1, 0}, 4, Hardened::job(1));
       verified(h, p, "w1");
     }},
    {"BusyWithAnotherJob", &kBusyWithThatJob,
     "worker w1 is busy with job 1.2 under grant 2, but its process runs job 1.1 under grant 1",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = verified(h, p, "w1");
       h.dispatch(w, 2);
       h.ledger.job_begun(p, h.epoch(w), 1, Hardened::job(1));
     }},
    {"BusyWithThatJob", &kBusyWithThatJob, "",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       const RecordId w = verified(h, p, "w1");
       h.dispatch(w, 2);
       h.ledger.job_begun(p, h.epoch(w), h.grant(), Hardened::job(2));
     }},
};

const std::vector<Story> kStale = {
    {"RefusedAndChangesAllTheSame", &kStaleMessagesChangeNothing,
     "a message is refused, and changes worker w1 all the same",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       sim::yield();
       h.ledger.fenced("w1", {1, 0}, 0);
       h.gone(w);
     }},
    {"ChangesAndIsRefused", &kStaleMessagesChangeNothing,
     "a message of worker w1 is refused after it has changed something",
     [](Hardened& h) {
       h.enlist("w1");
       h.ledger.fenced("w1", {1, 0}, 0);
     }},
    {"RefusedWhileTimeChangesSomething", &kStaleMessagesChangeNothing, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       sim::yield();
       h.move(w, kGone, Origin::kTime);
       h.ledger.fenced("w1", {1, 1}, 0);
     }},
    {"AHeartbeatOfAnEarlierEpoch", &kStaleMessagesChangeNothing,
     "worker w1 in epoch 1.2 is changed (lease renewed) by a message that does not carry what is "
     "open: epoch 1.1, grant 0",
     [](Hardened& h) {
       h.gone(h.join("w1", 1));
       const RecordId w = h.join("w1", 1);
       h.handles(Message::kHeartbeat, "w1", {1, 1});
       h.ledger.lease_renewed(w, Time::max());
     }},
    {"AHeartbeatOfThisEpoch", &kStaleMessagesChangeNothing, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1", 1);
       h.handles(Message::kHeartbeat, "w1", {1, 1});
       h.ledger.lease_renewed(w, Time::max());
     }},
    {"TheAnswerOfAnEarlierProbe", &kStaleMessagesChangeNothing,
     "worker w1 in epoch 1.1 is changed (test) by a message that does not carry what is open: "
     "epoch 1.1, grant 1",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.probe(w);
       h.handles(Message::kProbeAnswer, "w1", {1, 1}, 1);
       h.free(w);
     }},
    {"TheAnswerOfThisProbe", &kStaleMessagesChangeNothing, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.probe(w);
       h.handles(Message::kProbeAnswer, "w1", {1, 1}, 2);
       h.free(w);
     }},
    {"ACompletionOfAnotherJob", &kStaleMessagesChangeNothing,
     "worker w1 in epoch 1.1 is changed (test) by a message that does not carry what is open: "
     "epoch 1.1, grant 2",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.send(w, 1);
       h.handles(Message::kComplete, "w1", {1, 1}, 2);
       h.complete(w, 1);
     }},
    {"ASendingThatWasNotDue", &kStaleMessagesChangeNothing,
     "worker w1 in epoch 1.1 is changed (test) by no message, and nothing was due",
     [](Hardened& h) {
       h.ledger.configured({.assign_timeout = std::chrono::seconds(1)});
       const RecordId w = h.enlist("w1");
       h.handles(Message::kSubmit, "", {});
       h.send(w, 1);
       sim::yield();
       h.move(w, kJoining, Origin::kMessageOrTime, Hardened::job(1));
     }},
    {"ASendingThatWasDue", &kStaleMessagesChangeNothing, "",
     [](Hardened& h) {
       h.ledger.configured({.assign_timeout = std::chrono::seconds(1)});
       const RecordId w = h.enlist("w1");
       h.handles(Message::kSubmit, "", {});
       h.send(w, 1);
       sim::sleep(std::chrono::seconds(1));
       h.move(w, kJoining, Origin::kMessageOrTime, Hardened::job(1));
     }},
    {"FreeToBusyPastReserved", &kLegalTransitions, "worker w1 goes from 'free' to 'busy'",
     [](Hardened& h) { h.accept(h.enlist("w1"), 1); }},
    {"SentToOneThatIsGone", &kNoDispatchToDead,
     "job 1.1 is sent to worker w1, which is gone and has not registered since",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.gone(w);
       h.send(w, 1);
     }},
};

std::string name_of(const testing::TestParamInfo<Story>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Jobs, HardenedJobs, testing::ValuesIn(kJobs), name_of);
INSTANTIATE_TEST_SUITE_P(Truth, HardenedJobs, testing::ValuesIn(kTruth), name_of);
INSTANTIATE_TEST_SUITE_P(Stale, HardenedJobs, testing::ValuesIn(kStale), name_of);

}  // namespace
}  // namespace rollcall::history_test
