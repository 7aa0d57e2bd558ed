// What is asked once all has come to rest, each on a history that breaks it, with the exact
// message, and on a similar one that does not.
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Hardened>;
using enum PoolState;

class AtRest : public testing::TestWithParam<Story> {};
TEST_P(AtRest, IsJudgedByItsHistory) { judge(GetParam()); }

const std::vector<Story> kWork = {
    {"IdleByItsState", &kNoIdleWorkerWhileAJobWaits, "worker w1 is idle while job 1.1 waits",
     [](Hardened& h) {
       h.enlist("w1");
       h.submit(1);
       h.ledger.at_rest();
     }},
    {"IdleInTruthThoughBusyByItsState", &kNoIdleWorkerWhileAJobWaits,
     "worker w is idle while job 2 waits",
     [](Hardened& h) {
       Documented d(h.ledger);
       h.ledger.process_started("w", 0, "10.0.0.1:7000");
       const RecordId w = d.enlist("w");
       d.dispatch(w, 1);
       h.ledger.call_ended(w, 1, false);
       d.submit(2);
       h.ledger.at_rest();
     }},
    {"AtWorkWhileAJobWaits", &kNoIdleWorkerWhileAJobWaits, "",
     [](Hardened& h) {
       h.dispatch(h.enlist("w1"), 1);
       h.submit(2);
       h.ledger.at_rest();
     }},
    {"IdleAndNotYetAtRest", &kNoIdleWorkerWhileAJobWaits, "",
     [](Hardened& h) {
       h.enlist("w1");
       h.submit(1);
     }},
    {"AJobWithoutAnOutcome", &kAllJobsDone, "job 1.1 was accepted and has no outcome",
     [](Hardened& h) {
       h.start("w1");
       h.dispatch(h.enlist("w1"), 1);
       h.ledger.at_rest();
     }},
    {"AJobWithoutAnOutcomeAndNoWorkerLeft", &kAllJobsDone, "",
     [](Hardened& h) {
       h.ledger.process_stopped(h.start("w1"));
       h.submit(1);
       h.ledger.at_rest();
     }},
    {"AJobWithAnOutcome", &kAllJobsDone, "",
     [](Hardened& h) {
       h.start("w1");
       const RecordId w = h.enlist("w1");
       h.dispatch(w, 1);
       h.complete(w, 1);
       h.ledger.at_rest();
     }},
    {"StillJoining", &kNothingHalfDone, "worker w1 is still joining",
     [](Hardened& h) {
       h.join("w1");
       h.ledger.at_rest();
     }},
    {"JoiningWhileThoseApartAreExcused", &kNothingHalfDone, "worker w1 is still joining",
     [](Hardened& h) {
       h.start("w1");
       h.join("w1");
       h.ledger.at_rest(Resting::kAllButApart);
     }},
    {"JoiningThoughApart", &kNothingHalfDone, "worker w1 is still joining",
     [](Hardened& h) {
       h.ledger.process_apart(h.start("w1"));
       h.join("w1");
       h.ledger.at_rest();
     }},
    {"JoiningThoughApartAndExcused", &kNothingHalfDone, "",
     [](Hardened& h) {
       h.ledger.process_apart(h.start("w1"));
       h.join("w1");
       h.ledger.at_rest(Resting::kAllButApart);
     }},
    {"PulledForNothing", &kNothingHalfDone, "worker w was pulled and never given its job",
     [](Hardened& h) {
       Documented d(h.ledger);
       d.pull(d.enlist("w"));
       h.ledger.at_rest();
     }},
    {"AllDone", &kNothingHalfDone, "",
     [](Hardened& h) {
       h.enlist("w1");
       h.gone(h.join("w2"));
       h.ledger.at_rest();
     }},
};

const std::vector<Story> kWorkers = {
    {"AliveAndUnregistered", &kEveryLiveWorkerFree, "worker w1 lives and is not registered",
     [](Hardened& h) {
       h.start("w1");
       h.ledger.at_rest();
     }},
    {"UnregisteredAfterARestart", &kEveryLiveWorkerFree, "worker w1 lives and is not registered",
     [](Hardened& h) {
       h.start("w1");
       h.enlist("w1");
       h.ledger.manager_stopped(true);
       h.ledger.at_rest();
     }},
    {"UnregisteredAndNoRoom", &kEveryLiveWorkerFree, "",
     [](Hardened& h) {
       h.ledger.configured({.workers_max = 1});
       h.enlist("w2");
       h.start("w1");
       h.ledger.at_rest();
     }},
    {"AliveAndCutOff", &kEveryLiveWorkerFree, "",
     [](Hardened& h) {
       h.ledger.process_apart(h.start("w1"));
       h.ledger.process_paused(h.start("w2"), true);
       h.ledger.at_rest();
     }},
    {"AnEarlierStartIsRegistered", &kEveryLiveWorkerFree,
     "worker w1 lives at 10.0.0.1:7000, and another start of it is registered at 10.0.0.1:7000",
     [](Hardened& h) {
       h.start("w1", 2);
       h.enlist("w1", 1);
       h.ledger.at_rest();
     }},
    {"ATwinIsRegistered", &kEveryLiveWorkerFree, "",
     [](Hardened& h) {
       h.start("w1");
       h.ledger.process_started("w1", 1, "10.0.0.9:7000");
       h.enlist("w1");
       h.ledger.at_rest();
     }},
    {"ATwinThatIsGoneIsRegistered", &kEveryLiveWorkerFree,
     "worker w1 lives at 10.0.0.9:7000, and another start of it is registered at 10.0.0.1:7000",
     [](Hardened& h) {
       const ProcessId twin = h.start("w1");
       h.ledger.process_started("w1", 1, "10.0.0.9:7000");
       h.enlist("w1");
       h.ledger.process_stopped(twin);
       h.ledger.at_rest();
     }},
    {"BusyWithNothing", &kEveryLiveWorkerFree, "worker w1 lives and has nothing to do, but is busy",
     [](Hardened& h) {
       h.start("w1");
       h.dispatch(h.enlist("w1"), 1);
       h.ledger.at_rest();
     }},
    {"AliveAndFree", &kEveryLiveWorkerFree, "",
     [](Hardened& h) {
       h.start("w1");
       h.enlist("w1");
       h.ledger.at_rest();
     }},
    {"ARecordOfTheDead", &kEveryRecordIsALiveWorker,
     "worker w1 is free at 10.0.0.1:7000, but no process of it lives there in reach",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       h.enlist("w1");
       h.ledger.process_stopped(p);
       h.ledger.at_rest();
     }},
    {"ARecordOfTheLiving", &kEveryRecordIsALiveWorker, "",
     [](Hardened& h) {
       h.start("w1");
       h.enlist("w1");
       h.ledger.at_rest();
     }},
    {"RegistersInTheSecondHalf", &kNoNeedlessRegistration,
     "worker w1 registered anew 6s after the last fault, of 10s that were quiet",
     [](Hardened& h) {
       h.ledger.faults_stopped();
       sim::sleep(std::chrono::seconds(6));
       h.enlist("w1");
       sim::sleep(std::chrono::seconds(4));
       h.ledger.at_rest();
     }},
    {"RegistersInTheFirstHalf", &kNoNeedlessRegistration, "",
     [](Hardened& h) {
       h.ledger.faults_stopped();
       sim::sleep(std::chrono::seconds(4));
       h.enlist("w1");
       sim::sleep(std::chrono::seconds(6));
       h.ledger.at_rest();
     }},
};

const std::vector<Story> kConnections = {
    {"OpenForOneThatIsGone", &kNothingLeftOpen, "1 connections are open for 0 records",
     [](Hardened& h) {
       h.gone(h.join("w1"));
       h.ledger.at_rest();
     }},
    {"ClosedWithItsEpoch", &kNothingLeftOpen, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.gone(w);
       h.ledger.connection_closed(w);
       h.enlist("w2");
       h.ledger.at_rest();
     }},
    {"ShutDownWithAWorkerLeft", &kShutdownClosesEverything,
     "shut down with 1 workers, 1 open connections and 0 waiting jobs left",
     [](Hardened& h) {
       h.enlist("w1");
       h.ledger.shutdown_began();
       h.ledger.at_rest();
     }},
    {"ShutDownWithAJobLeft", &kShutdownClosesEverything,
     "shut down with 0 workers, 0 open connections and 1 waiting jobs left",
     [](Hardened& h) {
       h.submit(1);
       h.ledger.shutdown_began();
       h.ledger.at_rest();
     }},
    {"ShutDownAndAllLeft", &kShutdownClosesEverything, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.ledger.shutdown_began();
       h.gone(w);
       h.ledger.connection_closed(w);
       h.ledger.at_rest();
     }},
    {"NotShutDown", &kShutdownClosesEverything, "",
     [](Hardened& h) {
       h.enlist("w1");
       h.ledger.at_rest();
     }},
};

TEST(QuietTime, GrowsWithEveryTimeout) {
  PoolLimits limits;
  limits.lease = std::chrono::seconds(3);
  limits.job_timeout = std::chrono::seconds(10);
  limits.heartbeat_every = std::chrono::seconds(1);
  limits.probe_timeout = std::chrono::seconds(2);
  EXPECT_EQ(quiet_time(limits), std::chrono::seconds(2 * (3 + 10 + 2 * 1 + 2 * 2)));
  EXPECT_EQ(quiet_time(limits, std::chrono::seconds(5)), std::chrono::seconds(48));
}

std::string name_of(const testing::TestParamInfo<Story>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Work, AtRest, testing::ValuesIn(kWork), name_of);
INSTANTIATE_TEST_SUITE_P(Workers, AtRest, testing::ValuesIn(kWorkers), name_of);
INSTANTIATE_TEST_SUITE_P(Connections, AtRest, testing::ValuesIn(kConnections), name_of);

}  // namespace
}  // namespace rollcall::history_test
