// What managers with epochs, and their workers, must not leave undone: each on a history that
// breaks it, with the exact message, and on a similar one that does not.
#include "tests/model/history.hpp"

namespace rollcall::history_test {
namespace {

using Story = Case<Hardened>;
using enum PoolState;
using Message = PoolMessage::Kind;
using std::chrono::milliseconds;

class HardenedDuties : public testing::TestWithParam<Story> {};
TEST_P(HardenedDuties, AreJudgedByTheirHistory) { judge(GetParam()); }

// A worker and its process, at work on job 1.1.
struct AtWork {
  explicit AtWork(Hardened& h, bool idempotent = true)
      : process(h.start("w1")), record(h.enlist("w1")) {
    h.ledger.member_of(process, h.epoch(record));
    h.submit(1, idempotent);
    h.send(record, 1);
    h.ledger.job_begun(process, h.epoch(record), h.grant(), Hardened::job(1));
  }

  ProcessId process;
  RecordId record;
};

void refuse(Hardened& h, RecordId record) {
  h.ledger.state_changed(record, StateChangeEvent{.from = kReserved,
                                                  .to = kJoining,
                                                  .origin = Origin::kMessage,
                                                  .cause = "refused",
                                                  .job = Hardened::job(1),
                                                  .grant = h.grant(),
                                                  .refused = true});
}

const std::vector<Story> kMessages = {
    {"HeartbeatIsRefused", &kOpenMessagesAreHeard,
     "a message of worker w1 is refused though it carries what is open: epoch 1.1, grant 0",
     [](Hardened& h) {
       h.enlist("w1");
       h.handles(Message::kHeartbeat, "w1", {1, 1});
       h.ledger.fenced("w1", {1, 1}, 0);
     }},
    {"HeartbeatOfAnotherEpochIsRefused", &kOpenMessagesAreHeard, "",
     [](Hardened& h) {
       h.enlist("w1");
       h.handles(Message::kHeartbeat, "w1", {1, 0});
       h.ledger.fenced("w1", {1, 0}, 0);
     }},
    {"ResultIsRefused", &kOpenMessagesAreHeard,
     "a message of worker w1 is refused though it carries what is open: epoch 1.1, grant 2",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.handles({.kind = Message::kComplete,
                         .id = "w1",
                         .boot = 1,
                         .epoch = {1, 1},
                         .grant = h.grant(),
                         .job = Hardened::job(1)});
       h.ledger.fenced("w1", {1, 1}, h.grant());
     }},
    {"ResultOfAnEarlierGrantIsRefused", &kOpenMessagesAreHeard, "",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.handles({.kind = Message::kComplete,
                         .id = "w1",
                         .boot = 1,
                         .epoch = {1, 1},
                         .grant = h.grant() - 1,
                         .job = Hardened::job(1)});
       h.ledger.fenced("w1", {1, 1}, h.grant() - 1);
     }},
};

const std::vector<Story> kJobs = {
    {"RefusedAndFailed", &kRefusedJobIsRepeated,
     "job 1.1 has failed after 1 sendings, and its worker had not begun it",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.submit(1);
       h.send(w, 1);
       refuse(h, w);
       h.ledger.job_ended(Hardened::job(1), "failed");
     }},
    {"RefusedTooOften", &kRefusedJobIsRepeated, "",
     [](Hardened& h) {
       h.ledger.configured({.attempts_max = 1});
       const RecordId w = h.enlist("w1");
       h.submit(1);
       h.send(w, 1);
       refuse(h, w);
       h.ledger.job_ended(Hardened::job(1), "failed");
     }},
    {"RefusedThenSentToOneThatIsSilent", &kRefusedJobIsRepeated, "",
     [](Hardened& h) {
       const RecordId w = h.enlist("w1");
       h.submit(1);
       h.send(w, 1);
       refuse(h, w);
       const RecordId other = h.enlist("w2");
       h.send(other, 1);
       h.move(other, kJoining, Origin::kTime, Hardened::job(1));
       h.ledger.job_ended(Hardened::job(1), "failed");
     }},
    {"DoneByNobody", &kDoneIsDone, "job 1.1 is told to be done, and no process has done it",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.job_left(work.process, false);
       h.complete(work.record, 1);
     }},
    {"DoneByItsProcess", &kDoneIsDone, "",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.job_left(work.process, true);
       h.complete(work.record, 1);
     }},
};

const std::vector<Story> kWork = {
    {"WorksOnWithoutAnEpoch", &kWorkIsOfItsEpoch,
     "a process of worker w1 runs job 1.1 under grant 2 in epoch 1.1, and is registered in none",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.member_of(work.process, {});
     }},
    {"BeginsAJobOfAnotherEpoch", &kWorkIsOfItsEpoch,
     "a process of worker w1 runs job 1.1 under grant 7 in epoch 1.2, and is registered in 1.1",
     [](Hardened& h) {
       const ProcessId p = h.start("w1");
       h.ledger.member_of(p, {1, 1});
       h.ledger.job_begun(p, {1, 2}, 7, Hardened::job(1));
     }},
    {"DropsItWithItsEpoch", &kWorkIsOfItsEpoch, "",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.member_of(work.process, {});
       h.ledger.job_left(work.process);
     }},
    {"LetsGoOfWhatIsOpen", &kOpenWorkIsKept,
     "a process of worker w1 lets go of its work, which is still open: epoch 1.1, grant 2",
     [](Hardened& h) {
       const AtWork work(h);
       h.accept(work.record, 1);
       h.ledger.job_left(work.process, true);
       h.ledger.work_left(work.process);
     }},
    {"LetsGoOfWhatIsDone", &kOpenWorkIsKept, "",
     [](Hardened& h) {
       const AtWork work(h);
       h.accept(work.record, 1);
       h.ledger.job_left(work.process, true);
       h.complete(work.record, 1);
       h.ledger.work_left(work.process);
     }},
    {"LetsGoOfAllAndLeaves", &kOpenWorkIsKept, "",
     [](Hardened& h) {
       const AtWork work(h);
       h.ledger.process_leaves(work.process);
       h.ledger.job_left(work.process);
       h.ledger.work_left(work.process);
     }},
    {"ConnectionLeftOpen", &kNothingLeftOpen, "2 connections are open, the manager knows of 1",
     [](Hardened& h) {
       h.enlist("w1");
       h.ledger.lines_counted(2);
       h.ledger.at_rest();
     }},
};

const std::vector<Story> kTime = {
    {"Overslept", &kDueIsDone, "something was due at 100ms and is looked at at 107ms",
     [](Hardened& h) {
       h.ledger.clock_read(Time{}, Time{milliseconds(100)});
       h.ledger.clock_read(Time{milliseconds(107)}, Time::max());
     }},
    {"LateByItsDrift", &kDueIsDone, "",
     [](Hardened& h) {
       h.ledger.clock_read(Time{}, Time{milliseconds(100)});
       h.ledger.clock_read(Time{milliseconds(106)}, Time::max());
     }},
    {"StoodStill", &kDueIsDone, "",
     [](Hardened& h) {
       h.ledger.clock_read(Time{}, Time{milliseconds(100)});
       h.ledger.manager_paused(true);
       h.ledger.clock_read(Time{milliseconds(500)}, Time::max());
     }},
    {"AnotherRunOfIt", &kDueIsDone, "",
     [](Hardened& h) {
       h.ledger.clock_read(Time{}, Time{milliseconds(100)});
       h.ledger.manager_stopped(true);
       h.ledger.clock_read(Time{milliseconds(500)}, Time::max());
     }},
};

const auto kNameOf = [](const auto& info) { return info.param.name; };
INSTANTIATE_TEST_SUITE_P(Messages, HardenedDuties, testing::ValuesIn(kMessages), kNameOf);
INSTANTIATE_TEST_SUITE_P(Jobs, HardenedDuties, testing::ValuesIn(kJobs), kNameOf);
INSTANTIATE_TEST_SUITE_P(Work, HardenedDuties, testing::ValuesIn(kWork), kNameOf);
INSTANTIATE_TEST_SUITE_P(Time, HardenedDuties, testing::ValuesIn(kTime), kNameOf);

}  // namespace
}  // namespace rollcall::history_test
