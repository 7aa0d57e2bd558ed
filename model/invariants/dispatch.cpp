// What must hold where a job is sent to a worker.
#include "model/invariants/invariant.hpp"
#include "model/probe/address.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;

// When it goes over the wire: at once where a manager has no epochs, else when it is carried out.
bool goes_out(const PoolLedger& ledger, const Act& act) {
  return act.kind == Act::Kind::kAssignCarriedOut || ledger.record(act.record).epoch == EpochId{};
}

std::string job_of(const PoolLedger& ledger, const Act& act) {
  return act.job == JobIndex::kNone ? "a job" : "job " + job_text(ledger.job(act.job).key);
}

Broken goes_elsewhere(const PoolLedger& ledger, const Act& act) {
  if (!goes_out(ledger, act) || act.connection == ConnectionId::kNone) {
    return std::nullopt;
  }
  const PoolLedger::Record& sent = ledger.record(act.record);
  const PoolLedger::Worker& worker = ledger.worker(sent.worker);
  // An epoch's sending may be on its way when the epoch ends; it must go to that epoch's worker.
  const bool by_id = sent.epoch == EpochId{} && worker.current != RecordId::kNone;
  const PoolLedger::Record& registered = by_id ? ledger.record(worker.current) : sent;
  const TextId target = ledger.connection(act.connection).target;
  if (target != registered.address) {
    return fmt::format("{} for worker {} goes to {}, but it is registered at {}",
                       job_of(ledger, act), ledger.id_of(worker), ledger.text(target),
                       ledger.text(registered.address));
  }
  if (!reads_as_sent(ledger.text(target))) {
    return fmt::format("{} for worker {} goes to {}, which is not read as the host and port sent",
                       job_of(ledger, act), ledger.id_of(worker), ledger.text(target));
  }
  return std::nullopt;
}

Broken has_no_connection(const PoolLedger& ledger, const Act& act) {
  if (!goes_out(ledger, act) || act.connection != ConnectionId::kNone) {
    return std::nullopt;
  }
  return fmt::format("{} is sent to worker {} over no connection", job_of(ledger, act),
                     ledger.id_of(act.worker));
}

Broken goes_to_dead(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Worker& worker = ledger.worker(act.worker);
  const bool gone = ledger.record(act.record).state == PoolState::kGone;
  if (!worker.marked_dead && !gone) {
    return std::nullopt;
  }
  return fmt::format("{} is sent to worker {}, which is {} and has not registered since",
                     job_of(ledger, act), ledger.id_of(worker), gone ? "gone" : "marked dead");
}

// A worker of the hardened pool without a boot number has no way to confirm: it is verified by its
// probe alone.
Broken comes_before_the_answer(const PoolLedger& ledger, const Act& act) {
  if (!ledger.knows_processes()) {
    return std::nullopt;
  }
  const PoolLedger::Record& record = ledger.record(act.record);
  const bool basic = record.epoch != EpochId{} && record.boot == 0;
  if (record.answer_arrived || basic) {
    return std::nullopt;
  }
  return fmt::format("{} is sent to worker {}, whose Register has not returned to it",
                     job_of(ledger, act), ledger.id_of(act.worker));
}

Broken was_refused(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Record& record = ledger.record(act.record);
  if (!record.refused && !record.gave_up) {
    return std::nullopt;
  }
  return fmt::format("{} is sent to worker {} by a registration that {}", job_of(ledger, act),
                     ledger.id_of(act.worker),
                     record.refused ? "was refused" : "its caller has given up");
}

}  // namespace

const Invariant kDispatchGoesToRegisteredAddress{
    .name = "dispatch-goes-to-registered-address",
    .statement = "a job is sent to the address that its worker's id has, as the worker sent it",
    .acts = {Act::Kind::kSent, Act::Kind::kAssignCarriedOut},
    .broken_act = &goes_elsewhere};

const Invariant kDispatchHasConnection{.name = "dispatch-has-connection",
                                       .statement = "a job is sent over a connection",
                                       .acts = {Act::Kind::kSent, Act::Kind::kAssignCarriedOut},
                                       .broken_act = &has_no_connection};

const Invariant kNoDispatchToDead{
    .name = "no-dispatch-to-dead",
    .statement = "no job is sent to a worker marked dead that has not registered since",
    .acts = {Act::Kind::kSent},
    .broken_act = &goes_to_dead};

const Invariant kNoJobBeforeAcknowledgement{
    .name = "no-job-before-acknowledgement",
    .statement = "no job is sent to a worker whose Register has not returned to it",
    .acts = {Act::Kind::kSent},
    .broken_act = &comes_before_the_answer};

const Invariant kRefusedIsNotRegistered{
    .name = "refused-is-not-registered",
    .statement = "no job comes of a registration whose caller got an error or gave up",
    .acts = {Act::Kind::kSent},
    .broken_act = &was_refused};

}  // namespace rollcall
