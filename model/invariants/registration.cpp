// What must hold of who is registered, and where.
#include "model/invariants/invariant.hpp"
#include "model/invariants/truth.hpp"
#include "model/probe/address.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

using Broken = Invariant::Broken;

// Joining is as good as free here: it will be, by its own probe and heartbeat.
Broken not_what_was_told(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Record& record = ledger.record(act.record);
  const PoolLedger::Worker& worker = ledger.worker(act.worker);
  if (record.taken) {
    return std::nullopt;
  }
  if (worker.current != act.record) {
    return fmt::format("worker {} is told that it is registered, but its record is another's",
                       ledger.id_of(worker));
  }
  const bool in_reach = record.queued_count > 0 || record.state == PoolState::kJoining;
  if (in_reach) {
    return std::nullopt;
  }
  return fmt::format("worker {} is told that it is registered, is {} and no job can reach it",
                     ledger.id_of(worker), ledger.text(record.state));
}

Broken invalid_address(const PoolLedger& ledger, const Act& act) {
  if (act.to != PoolState::kFree) {
    return std::nullopt;
  }
  const std::string_view address = ledger.text(ledger.record(act.record).address);
  if (!is_endpoint(address)) {
    return fmt::format("worker {} becomes free at '{}', which is no ip and port",
                       ledger.id_of(act.worker), address);
  }
  if (address == ledger.limits().orchestrator) {
    return fmt::format("worker {} becomes free at {}, where the orchestrator is",
                       ledger.id_of(act.worker), address);
  }
  return std::nullopt;
}

// A job may yet go to it.
bool is_served(const PoolLedger& ledger, const PoolWorker& worker, const PoolProcess& process) {
  for (RecordId id = worker.newest; id != RecordId::kNone; id = ledger.record(id).previous) {
    const PoolRecord& record = ledger.record(id);
    const bool called = record.connection != ConnectionId::kNone &&
                        ledger.connection(record.connection).call_count > 0;
    const bool current = id == worker.current && record.state != PoolState::kDead;
    if (is_of(process, record) &&
        (current || called || record.queued_count > 0 || record.pulled_count > 0)) {
      return true;
    }
  }
  return false;
}

Broken two_processes(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (ledger.id_of(worker).empty() && worker.current != RecordId::kNone) {
    return "a worker with an empty id is registered";
  }
  if (worker.process == ProcessId::kNone ||
      ledger.process(worker.process).next == ProcessId::kNone) {
    return std::nullopt;
  }
  const PoolProcess* first = nullptr;
  for (ProcessId id = worker.process; id != ProcessId::kNone; id = ledger.process(id).next) {
    const PoolProcess& process = ledger.process(id);
    if (!is_served(ledger, worker, process)) {
      continue;
    }
    if (first != nullptr) {
      return fmt::format("two processes are served as worker {}, at {} and at {}",
                         ledger.id_of(worker), ledger.text(process.endpoint),
                         ledger.text(first->endpoint));
    }
    first = &process;
  }
  return std::nullopt;
}

Broken never_reached(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (!ledger.knows_processes() || worker.current == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolLedger::Record& record = ledger.record(worker.current);
  if (record.state != PoolState::kFree || record.reached) {
    return std::nullopt;
  }
  return fmt::format("worker {} is free, but nobody has reached its process since it registered",
                     ledger.id_of(worker));
}

Broken not_heard_of(const PoolLedger& ledger) {
  if (ledger.unheard() == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolLedger::Record& record = ledger.record(ledger.unheard());
  return fmt::format("worker {} is free and has not been heard of for {}",
                     ledger.id_of(record.worker), to_text(ledger.manager_now() - record.heard_at));
}

}  // namespace

const Invariant kAcknowledgedIsRegistered{
    .name = "acknowledged-is-registered",
    .statement = "who is told success has a record that is current and in reach of jobs, or taken",
    .acts = {Act::Kind::kAnswered},
    .broken_act = &not_what_was_told};

const Invariant kAddressIsValid{
    .name = "address-is-valid",
    .statement = "a free worker's ip and port parse and mean one endpoint, not the orchestrator's",
    .acts = {Act::Kind::kStateChanged},
    .broken_act = &invalid_address};

const Invariant kOneProcessPerId{
    .name = "one-process-per-id",
    .statement = "at most one process is served under an id at a time, and no id is empty",
    .broken = &two_processes};

const Invariant kFreeIsVerified{
    .name = "free-is-verified",
    .statement = "a free worker's very process was reached since it registered",
    .broken = &never_reached};

const Invariant kFreeIsFresh{.name = "free-is-fresh",
                             .statement = "a free worker was heard of within the configured time",
                             .broken_pool = &not_heard_of};

}  // namespace rollcall
