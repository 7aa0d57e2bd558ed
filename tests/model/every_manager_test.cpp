// What is asked of every manager after every step, each on a history that breaks it, with the exact
// message, and on a similar one that does not. The first five are in invariants_test.cpp.
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Documented>;

class EveryManager : public testing::TestWithParam<Story> {};
TEST_P(EveryManager, IsJudgedByItsHistory) { judge(GetParam()); }

const std::vector<Story> kDispatch = {
    {"OverNoConnection", &kDispatchHasConnection, "job 1 is sent to worker w over no connection",
     [](Documented& d) { d.call(d.publish("w")); }},
    {"OverAConnection", &kDispatchHasConnection, "", [](Documented& d) { d.call(d.connect("w")); }},
    {"ToTheReplacedAddress", &kDispatchGoesToRegisteredAddress,
     "job 1 for worker w goes to 10.0.0.1:7000, but it is registered at 10.0.0.2:7000",
     [](Documented& d) {
       const RecordId old = d.enlist("w");
       d.enlist("w", "10.0.0.2:7000");
       d.dispatch(old);
     }},
    {"ToTheNewAddress", &kDispatchGoesToRegisteredAddress, "",
     [](Documented& d) {
       d.pull(d.enlist("w"));
       d.dispatch(d.enlist("w", "10.0.0.2:7000"));
     }},
    {"ToIpv6WithoutBrackets", &kDispatchGoesToRegisteredAddress,
     "job 1 for worker w goes to 2001:db8::7:5000, which is not read as the host and port sent",
     [](Documented& d) { d.dispatch(d.enlist("w", "2001:db8::7:5000")); }},
    {"ToIpv6WithBrackets", &kDispatchGoesToRegisteredAddress, "",
     [](Documented& d) { d.dispatch(d.enlist("w", "[2001:db8::7]:5000")); }},
    {"ToOneMarkedDead", &kNoDispatchToDead,
     "job 1 is sent to worker w, which is marked dead and has not registered since",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.set(w, "dead");
       d.dispatch(w);
     }},
    {"ToOneRegisteredSince", &kNoDispatchToDead, "",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.set(w, "dead");
       d.pull(w);
       d.dispatch(d.enlist("w"));
     }},
    {"ToOneThatWasRefused", &kRefusedIsNotRegistered,
     "job 1 is sent to worker w by a registration that was refused",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.ledger.answered(w, false);
       d.dispatch(w);
     }},
    {"ToOneWhoseCallerGaveUp", &kRefusedIsNotRegistered,
     "job 1 is sent to worker w by a registration that its caller has given up",
     [](Documented& d) {
       const ProcessId p = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       const RecordId w = d.enlist("w");
       d.ledger.caller_gave_up(p);
       d.dispatch(w);
     }},
    {"ToOneWhoseAnswerCameAfterAll", &kRefusedIsNotRegistered, "",
     [](Documented& d) {
       const ProcessId p = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       const RecordId w = d.enlist("w");
       d.ledger.caller_gave_up(p);
       d.ledger.answer_arrived(p, {});
       d.dispatch(w);
     }},
    {"BeforeTheAnswerArrives", &kNoJobBeforeAcknowledgement,
     "job 1 is sent to worker w, whose Register has not returned to it",
     [](Documented& d) {
       d.ledger.process_started("w", 0, "10.0.0.1:7000");
       const RecordId w = d.enlist("w");
       d.ledger.answered(w, true);
       d.dispatch(w);
     }},
    {"AfterTheAnswerArrives", &kNoJobBeforeAcknowledgement, "",
     [](Documented& d) {
       const ProcessId p = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       const RecordId w = d.enlist("w");
       d.ledger.answer_arrived(p, {});
       d.dispatch(w);
     }},
    {"OfAnswersNobodyTells", &kNoJobBeforeAcknowledgement, "",
     [](Documented& d) { d.dispatch(d.enlist("w")); }},
};

const std::vector<Story> kStates = {
    {"DeadToFree", &kNoResurrection,
     "worker w was marked dead, has not registered since and becomes free",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.set(w, "dead");
       d.set(w, "busy");
       d.set(w, "free");
     }},
    {"DeadRegisteredFree", &kNoResurrection, "",
     [](Documented& d) {
       d.set(d.enlist("w"), "dead");
       d.enlist("w");
     }},
    {"AnUndeclaredState", &kLegalTransitions, "worker w goes from 'free' to 'Free'",
     [](Documented& d) { d.set(d.enlist("w"), "Free"); }},
    {"DeadToBusy", &kLegalTransitions, "worker w goes from 'dead' to 'busy'",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.set(w, "dead");
       d.set(w, "busy");
     }},
    {"AlongTheTable", &kLegalTransitions, "",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       for (const char* state : {"busy", "free", "free", "busy", "dead"}) {
         d.set(w, state);
       }
     }},
    {"AnUnknownId", &kNoSilentFailure,
     "worker ghost is to be free; nothing happens and nobody is told",
     [](Documented& d) {
       d.enlist("w");
       d.ledger.ignored("ghost", "free");
     }},
    {"AKnownId", &kNoSilentFailure, "", [](Documented& d) { d.set(d.enlist("w"), "dead"); }},
    {"RunsAndRegistersAnew", &kRunningIsBusy, "worker w runs a job and is registering",
     [](Documented& d) {
       d.dispatch(d.enlist("w"));
       d.publish("w");
     }},
    {"RunsAndIsDead", &kRunningIsBusy, "",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.dispatch(w);
       d.set(w, "dead");
     }},
    {"RunsTwo", &kOneJobPerWorker, "worker w runs 2 jobs at once",
     [](Documented& d) {
       d.dispatch(d.enlist("w"), 1);
       d.dispatch(d.enlist("w"), 2);
     }},
    {"RunsOneAfterTheOther", &kOneJobPerWorker, "",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.dispatch(w, 1);
       d.ledger.call_ended(w, 1, true);
       d.dispatch(d.enlist("w"), 2);
     }},
};

const std::vector<Story> kRegistration = {
    {"ToldOfSuccessAndDropped", &kAcknowledgedIsRegistered,
     "worker w is told that it is registered, is free and no job can reach it",
     [](Documented& d) {
       const RecordId w = d.connect("w");
       d.set(w, "free");
       d.ledger.dropped(w);
       d.ledger.answered(w, true);
     }},
    {"ToldOfSuccessAndReplaced", &kAcknowledgedIsRegistered,
     "worker w is told that it is registered, but its record is another's",
     [](Documented& d) {
       const RecordId w = d.publish("w");
       d.enlist("w");
       d.ledger.answered(w, true);
     }},
    {"ToldOfSuccessAndTaken", &kAcknowledgedIsRegistered, "",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.dispatch(w);
       d.ledger.answered(w, true);
     }},
    {"ToldOfFailure", &kAcknowledgedIsRegistered, "",
     [](Documented& d) { d.ledger.answered(d.publish("w"), false); }},
    {"FreeAtPortZero", &kAddressIsValid,
     "worker w becomes free at '10.0.0.1:0', which is no ip and port",
     [](Documented& d) { d.enlist("w", "10.0.0.1:0"); }},
    {"FreeAtNoHost", &kAddressIsValid, "worker w becomes free at ':7000', which is no ip and port",
     [](Documented& d) { d.enlist("w", ":7000"); }},
    {"FreeAtTheOrchestrator", &kAddressIsValid,
     "worker w becomes free at 10.0.0.9:1, where the orchestrator is",
     [](Documented& d) {
       PoolLimits limits;
       limits.orchestrator = "10.0.0.9:1";
       d.ledger.configured(limits);
       d.enlist("w", "10.0.0.9:1");
     }},
    {"FreeSomewhere", &kAddressIsValid, "", [](Documented& d) { d.enlist("w"); }},
    {"DeadNowhere", &kAddressIsValid, "",
     [](Documented& d) { d.set(d.publish("w", "10.0.0.1:70000"), "dead"); }},
    {"AnEmptyId", &kOneProcessPerId, "a worker with an empty id is registered",
     [](Documented& d) { d.enlist(""); }},
    {"TwoMachinesOneId", &kOneProcessPerId,
     "two processes are served as worker w, at 10.0.0.1:7000 and at 10.0.0.2:7000",
     [](Documented& d) {
       d.ledger.process_started("w", 0, "10.0.0.1:7000");
       d.ledger.process_started("w", 0, "10.0.0.2:7000");
       d.enlist("w", "10.0.0.1:7000");
       d.enlist("w", "10.0.0.2:7000");
     }},
    {"OneMachineAfterTheOther", &kOneProcessPerId, "",
     [](Documented& d) {
       const ProcessId first = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       d.enlist("w", "10.0.0.1:7000");
       d.ledger.process_stopped(first);
       d.ledger.process_started("w", 0, "10.0.0.2:7000");
       d.enlist("w", "10.0.0.2:7000");
     }},
    {"TheOtherMachineIsNotServed", &kOneProcessPerId, "",
     [](Documented& d) {
       d.ledger.process_started("w", 0, "10.0.0.1:7000");
       d.ledger.process_started("w", 0, "10.0.0.2:7000");
       d.enlist("w", "10.0.0.1:7000");
     }},
    {"FreeAndNeverReached", &kFreeIsVerified,
     "worker w is free, but nobody has reached its process since it registered",
     [](Documented& d) {
       const ProcessId p = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       d.enlist("w");
       d.ledger.process_reached(p, {}, 0);
       d.enlist("w");
     }},
    {"FreeAndReached", &kFreeIsVerified, "",
     [](Documented& d) {
       const ProcessId p = d.ledger.process_started("w", 0, "10.0.0.1:7000");
       d.enlist("w");
       d.ledger.process_reached(p, {}, 0);
     }},
};

void fresh_for_a_second(Documented& d) {
  PoolLimits limits;
  limits.fresh_for = std::chrono::seconds(1);
  d.ledger.configured(limits);
}

const std::vector<Story> kResources = {
    {"FreeAndUnheard", &kFreeIsFresh, "worker w is free and has not been heard of for 1.5s",
     [](Documented& d) {
       fresh_for_a_second(d);
       d.enlist("w");
       sim::sleep(std::chrono::milliseconds(1500));
       d.ledger.tasks_counted(1);
     }},
    {"FreeAndHeardInTime", &kFreeIsFresh, "",
     [](Documented& d) {
       fresh_for_a_second(d);
       const RecordId w = d.enlist("w");
       for (int beat = 0; beat < 5; ++beat) {
         sim::sleep(std::chrono::milliseconds(900));
         d.ledger.lease_renewed(w, Time::max());
       }
     }},
    {"DeadAndUnheard", &kFreeIsFresh, "",
     [](Documented& d) {
       fresh_for_a_second(d);
       d.set(d.enlist("w"), "dead");
       sim::sleep(std::chrono::milliseconds(1500));
       d.ledger.tasks_counted(1);
     }},
    {"TheReplacedOnesConnection", &kNoConnectionLeak,
     "connection c1 to 10.0.0.1:7000 of worker w is open and nobody's",
     [](Documented& d) {
       d.connect("w");
       d.connect("w");
     }},
    {"TheConnectionOfAPulledOne", &kNoConnectionLeak, "",
     [](Documented& d) {
       d.pull(d.enlist("w"));
       d.connect("w");
     }},
    {"TheConnectionOfACall", &kNoConnectionLeak, "",
     [](Documented& d) {
       d.dispatch(d.enlist("w"));
       d.connect("w");
     }},
    {"TheConnectionAfterItsCall", &kNoConnectionLeak,
     "connection c1 to 10.0.0.1:7000 of worker w is open and nobody's",
     [](Documented& d) {
       const RecordId w = d.enlist("w");
       d.dispatch(w);
       d.connect("w");
       d.ledger.call_ended(w, 1, true);
     }},
    {"TheClosedConnection", &kNoConnectionLeak, "",
     [](Documented& d) {
       d.ledger.connection_closed(d.connect("w"));
       d.connect("w");
     }},
    {"AcceptedAndFailed", &kNoLostJob,
     "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome",
     [](Documented& d) {
       d.submit(1);
       const RecordId w = d.enlist("w");
       d.dispatch(w, 1);
       d.ledger.call_ended(w, 1, false);
     }},
    {"AcceptedAndDone", &kNoLostJob, "",
     [](Documented& d) {
       d.submit(1);
       const RecordId w = d.enlist("w");
       d.dispatch(w, 1);
       d.ledger.call_ended(w, 1, true);
     }},
    {"OnTwoWorkers", &kNoLostJob, "job 1 is in 2 places: waits 0, on 2 workers, outcomes 0",
     [](Documented& d) {
       d.submit(1);
       d.dispatch(d.enlist("w"), 1);
       d.dispatch(d.enlist("v"), 1);
     }},
    {"LostWithTheManager", &kNoLostJob,
     "job 1 was accepted and is lost: it does not wait, is on no worker and has no outcome",
     [](Documented& d) {
       d.submit(1);
       d.ledger.manager_stopped(false);
     }},
    {"LostWithTheManagerAndToldSo", &kNoLostJob, "",
     [](Documented& d) {
       d.submit(1);
       d.ledger.manager_stopped(true);
     }},
    {"MoreWorkersThanTheLimit", &kBounded, "there are 3 workers, the limit is 2",
     [](Documented& d) {
       d.ledger.configured({.workers_max = 2});
       for (const char* id : {"u", "v", "w"}) {
         d.publish(id);
       }
     }},
    {"AsManyWorkersAsTheLimit", &kBounded, "",
     [](Documented& d) {
       d.ledger.configured({.workers_max = 2});
       for (const char* id : {"u", "v", "v"}) {
         d.publish(id);
       }
     }},
    {"MoreJobsThanTheLimit", &kBounded, "there are 2 waiting jobs, the limit is 1",
     [](Documented& d) {
       d.ledger.configured({.jobs_waiting_max = 1});
       d.submit(1);
       d.submit(2);
     }},
    {"MoreConnectionsThanTheLimit", &kBounded, "there are 2 connections, the limit is 1",
     [](Documented& d) {
       d.ledger.configured({.connections_max = 1});
       d.connect("w");
       d.connect("w");
     }},
    {"MoreTasksThanTheLimit", &kBounded, "there are 6 tasks, the limit is 5",
     [](Documented& d) {
       d.ledger.configured({.tasks_max = 5});
       d.ledger.tasks_counted(6);
     }},
    {"PassedOverByManyTokens", &kFairShare,
     "worker m got none of 2 dispatches, though only 1 workers were free before it",
     [](Documented& d) {
       const RecordId first = d.enlist("g");
       const RecordId second = d.enlist("g");
       d.enlist("m");
       d.pull(first);
       d.pull(second);
     }},
    {"EachInItsTurn", &kFairShare, "",
     [](Documented& d) {
       const RecordId g = d.enlist("g");
       const RecordId m = d.enlist("m");
       d.dispatch(g, 1);
       d.ledger.call_ended(g, 1, true);
       d.set(g, "free");
       d.ledger.enqueued(g);
       d.dispatch(m, 2);
       d.dispatch(g, 3);
     }},
    {"AWorkerWithoutATokenStarves", &kFairShare,
     "worker b got none of 2 dispatches, though only 1 workers were free before it",
     [](Documented& d) {
       const RecordId a = d.enlist("a");
       const RecordId b = d.connect("b");
       d.set(b, "free");
       d.ledger.dropped(b);
       d.dispatch(a, 1);
       d.ledger.call_ended(a, 1, true);
       d.set(a, "free");
       d.ledger.enqueued(a);
       d.dispatch(a, 2);
     }},
};

std::string name_of(const testing::TestParamInfo<Story>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Dispatch, EveryManager, testing::ValuesIn(kDispatch), name_of);
INSTANTIATE_TEST_SUITE_P(States, EveryManager, testing::ValuesIn(kStates), name_of);
INSTANTIATE_TEST_SUITE_P(Registration, EveryManager, testing::ValuesIn(kRegistration), name_of);
INSTANTIATE_TEST_SUITE_P(Resources, EveryManager, testing::ValuesIn(kResources), name_of);

}  // namespace
}  // namespace rollcall::history_test
