// What is asked of the records of managers with epochs after every step, each on a history that
// breaks it, with the exact message, and on a similar one that does not.
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Hardened>;
using enum PoolState;
using Message = PoolMessage::Kind;

class HardenedRecords : public testing::TestWithParam<Story> {};
TEST_P(HardenedRecords, IsJudgedByItsHistory) { judge(GetParam()); }

const std::vector<Story> kFreeList = {
    {"FreeAndNotListed", &kFreeListIsFreeSet,
     "worker w1 is free and stands 0 times in the free list",
     [](Hardened& h) { h.ledger.unqueued(h.enlist("w1")); }},
    {"FreeAndListedTwice", &kFreeListIsFreeSet,
     "worker w1 is free and stands 2 times in the free list",
     [](Hardened& h) { h.ledger.enqueued(h.enlist("w1")); }},
    {"GoneAndListed", &kFreeListIsFreeSet, "worker w1 is gone and stands 1 times in the free list",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.gone(w);
       h.ledger.enqueued(w);
     }},
    {"FreeAndListedOnce", &kFreeListIsFreeSet, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.enlist("w2");
       h.dispatch(w, 1);
       h.complete(w, 1);
       h.gone(h.enlist("w3"));
     }},
    {"TheLaterFreedIsSentFirst", &kFreeListInOrder,
     "worker w2 is sent a job before worker w1, which became free earlier",
     [](Hardened& h) {
       h.enlist("w1");
       h.dispatch(h.enlist("w2"), 1);
     }},
    {"TheFirstFreedIsSentFirst", &kFreeListInOrder, "",
     [](Hardened& h) {
       const RecordId first = h.enlist("w1");
       const RecordId second = h.enlist("w2");
       h.gone(first);
       h.enlist("w1", 2);
       h.dispatch(second, 1);
     }},
    {"DrainingAndFree", &kDrainingIsNeverFree, "worker w1 drains and is free",
     [](Hardened& h) { h.ledger.drain_began(h.enlist("w1")); }},
    {"DrainingAndBusy", &kDrainingIsNeverFree, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.dispatch(w, 1);
       h.ledger.drain_began(w);
     }},
    {"FreeWhileAJobWaits", &kNoFreeWorkerWhileAJobWaits, "job 1.7 waits while 1 workers are free",
     [](Hardened& h) {
       h.enlist("w1");
       h.submit(7);
     }},
    {"BusyWhileAJobWaits", &kNoFreeWorkerWhileAJobWaits, "",
     [](Hardened& h) {
       h.dispatch(h.enlist("w1"), 1);
       h.submit(7);
     }},
    {"FreeWhileAJobWaitsAndClosing", &kNoFreeWorkerWhileAJobWaits, "",
     [](Hardened& h) {
       h.enlist("w1");
       h.ledger.shutdown_began();
       h.submit(7);
     }},
};

const std::vector<Story> kEpochs = {
    {"AnEpochTwice", &kUniqueEpochs, "worker w2 gets epoch 1.1 after epoch 1.1",
     [](Hardened& h) {
       h.join("w1");
       h.ledger.registered({.id = "w2", .boot = 1, .epoch = {1, 1}});
     }},
    {"AnEpochOfAnEarlierTerm", &kUniqueEpochs, "worker w2 gets epoch 0.9 after epoch 1.1",
     [](Hardened& h) {
       h.join("w1");
       h.ledger.manager_stopped(true);
       h.ledger.registered({.id = "w2", .boot = 1, .epoch = {0, 9}});
     }},
    {"TwoRecordsOfOneId", &kUniqueEpochs,
     "worker w1 gets a record in epoch 1.2 beside that of epoch 1.1",
     [](Hardened& h) {
       h.join("w1", 1);
       h.join("w1", 2);
     }},
    {"OneRecordAfterTheOther", &kUniqueEpochs, "",
     [](Hardened& h) {
       h.gone(h.join("w1", 1));
       h.join("w1", 2);
     }},
    {"TheGoneHeartbeats", &kGoneIsAbsent,
     "the manager still has worker w1 in epoch 1.1, which is gone",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.gone(w);
       h.ledger.lease_renewed(w, Time::max());
     }},
    {"TheUnheardOf", &kGoneIsAbsent,
     "the manager speaks of worker w1 in epoch 7.7, which there never was",
     [](Hardened& h) {
       h.join("w1");
       h.ledger.find("w1", {7, 7});
     }},
    {"TheConnectionOfTheGoneIsClosed", &kGoneIsAbsent, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.gone(w);
       h.ledger.connection_closed(h.ledger.find("w1", {1, 1}));
     }},
    {"AnOlderBoot", &kNewestBootOnly, "worker w1 is registered with boot 1 after boot 2",
     [](Hardened& h) {
       h.gone(h.join("w1", 2));
       h.join("w1", 1);
     }},
    {"AnOlderBootAfterTheMemoryIsLost", &kNewestBootOnly, "",
     [](Hardened& h) {
       h.gone(h.join("w1", 2));
       h.ledger.manager_stopped(true);
       h.join("w1", 1);
     }},
    {"TheSameBootGetsANewEpoch", &kRegisterIsIdempotent,
     "boot 1 of worker w1 registers again and gets epoch 1.2 instead of 1.1",
     [](Hardened& h) {
       h.join("w1", 1);
       h.join("w1", 1);
     }},
    {"TheSameBootChangesItsRecord", &kRegisterIsIdempotent,
     "boot 1 of worker w1 registers again, and that changes its record",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.handles({.kind = Message::kRegister,
                         .id = "w1",
                         .boot = 1,
                         .address = Hardened::address_of("w1")});
       h.ledger.lease_renewed(w, Time::max());
     }},
    {"TheSameBootAfterItsLease", &kRegisterIsIdempotent, "",
     [](Hardened& h) {
       h.move(h.join("w1"), kGone, Origin::kTime);
       h.join("w1");
     }},
    {"TheNextBoot", &kRegisterIsIdempotent, "",
     [](Hardened& h) {
       h.gone(h.join("w1", 1));
       h.join("w1", 2);
     }},
    {"OpenedTwice", &kOneConnectionPerEpoch,
     "the connection of worker w1 in epoch 1.1 is opened twice",
     [](Hardened& h) { h.ledger.connection_opened(h.join("w1"), "10.0.0.1:7000"); }},
    {"ClosedTwice", &kOneConnectionPerEpoch,
     "the connection of worker w1 in epoch 1.1 is closed when it is not open",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.connection_closed(w);
       h.ledger.connection_closed(w);
     }},
    {"SentOverAfterItWasClosed", &kOneConnectionPerEpoch,
     "the connection of worker w1 in epoch 1.1 is sent over when it is not open",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.connection_closed(w);
       h.ledger.assign_sent(w, Hardened::job(1), 9);
     }},
    {"ProbedBeforeItWasOpened", &kOneConnectionPerEpoch,
     "the connection of worker w1 in epoch 1.1 is sent over when it is not open",
     [](Hardened& h) { h.probe(h.add("w1")); }},
    {"OpenedUsedAndClosed", &kOneConnectionPerEpoch, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.assign_sent(w, Hardened::job(1), 9);
       h.ledger.connection_closed(w);
     }},
};

constexpr Time at(int seconds) { return Time(std::chrono::seconds(seconds)); }

const std::vector<Story> kLeases = {
    {"ALeaseThatIsOver", &kLeasesAfterNow, "worker w1 is joining at 3s, its lease was until 3s",
     [](Hardened& h) {
       h.ledger.lease_renewed(h.join("w1"), at(3));
       h.ledger.clock_read(at(3), Time::max());
     }},
    {"ALeaseThatWasRenewed", &kLeasesAfterNow, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.lease_renewed(w, at(3));
       h.ledger.lease_renewed(w, at(4));
       h.ledger.clock_read(at(3), Time::max());
     }},
    {"ALeaseOfOneThatIsGone", &kLeasesAfterNow, "",
     [](Hardened& h) {
       const RecordId w = h.join("w1");
       h.ledger.lease_renewed(w, at(3));
       h.ledger.clock_read(at(3), Time::max());
       h.move(w, kGone, Origin::kTime);
     }},
    {"ALeaseByConfiguration", &kLeasesAfterNow,
     "worker w1 is joining at 5s, its lease was until 3s",
     [](Hardened& h) {
       h.ledger.configured({.lease = std::chrono::seconds(2)});
       h.ledger.clock_read(at(1), Time::max());
       h.join("w1");
       h.ledger.clock_read(at(5), Time::max());
     }},
    {"ADeadlineThatIsOver", &kLeasesAfterNow, "something was due at 2s, and it is 2s",
     [](Hardened& h) { h.ledger.clock_read(at(2), at(2)); }},
    {"ADeadlineToCome", &kLeasesAfterNow, "",
     [](Hardened& h) { h.ledger.clock_read(at(2), at(3)); }},
};

std::string name_of(const testing::TestParamInfo<Story>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(FreeList, HardenedRecords, testing::ValuesIn(kFreeList), name_of);
INSTANTIATE_TEST_SUITE_P(Epochs, HardenedRecords, testing::ValuesIn(kEpochs), name_of);
INSTANTIATE_TEST_SUITE_P(Leases, HardenedRecords, testing::ValuesIn(kLeases), name_of);

}  // namespace
}  // namespace rollcall::history_test
