// What must hold of the free list, and of a record against its worker's process.
#include "model/invariants/invariant.hpp"
#include "model/invariants/truth.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;
using enum PoolState;

// The current record, if it has an epoch.
const PoolRecord* current_of(const PoolLedger& ledger, const PoolWorker& worker) {
  if (worker.current == RecordId::kNone) {
    return nullptr;
  }
  const PoolRecord& record = ledger.record(worker.current);
  return record.epoch == EpochId{} ? nullptr : &record;
}

Broken not_the_free_set(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolRecord* const record = current_of(ledger, worker);
  const std::uint32_t wanted = record != nullptr && record->state == kFree ? 1U : 0U;
  const bool judged = record != nullptr || worker.current == RecordId::kNone;
  if (!judged || worker.queued_count == wanted) {
    return std::nullopt;
  }
  return fmt::format("worker {} is {} and stands {} times in the free list", ledger.id_of(worker),
                     record == nullptr ? "gone" : ledger.text(record->state), worker.queued_count);
}

Broken passed_over(const PoolLedger& ledger, const Act& act) {
  if (ledger.record(act.record).epoch == EpochId{} || ledger.queue().empty() ||
      ledger.queue().front() == act.record) {
    return std::nullopt;
  }
  return fmt::format("worker {} is sent a job before worker {}, which became free earlier",
                     ledger.id_of(act.worker), ledger.id_of(ledger.queue().front()));
}

Broken draining_and_free(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolRecord* const record = current_of(ledger, worker);
  if (record == nullptr || !record->draining || record->state != kFree) {
    return std::nullopt;
  }
  return fmt::format("worker {} drains and is free", ledger.id_of(worker));
}

Broken not_verified(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolRecord* const record = current_of(ledger, worker);
  if (record == nullptr || !ledger.knows_processes() ||
      (record->state != kFree && record->state != kReserved && record->state != kBusy)) {
    return std::nullopt;
  }
  if (!record->reached) {
    return fmt::format("worker {} is {}, but its newest probe has not reached its process",
                       ledger.id_of(worker), ledger.text(record->state));
  }
  if (!record->confirmed && record->boot != 0) {
    return fmt::format("worker {} is {}, but its process has not sent back epoch {}",
                       ledger.id_of(worker), ledger.text(record->state), epoch_text(record->epoch));
  }
  return std::nullopt;
}

std::string runs_text(const PoolLedger& ledger, const PoolProcess& process) {
  return fmt::format("runs job {} under grant {}", job_text(ledger.job(process.job).key),
                     process.grant);
}

Broken free_and_at_work(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolRecord* const record = current_of(ledger, worker);
  if (record == nullptr || record->state != kFree) {
    return std::nullopt;
  }
  const PoolProcess* const runner = runner_of(ledger, *record);
  if (runner == nullptr) {
    return std::nullopt;
  }
  return fmt::format("worker {} is free, but its process {}", ledger.id_of(worker),
                     runs_text(ledger, *runner));
}

Broken sent_to_one_at_work(const PoolLedger& ledger, const Act& act) {
  if (ledger.record(act.record).epoch == EpochId{}) {
    return std::nullopt;
  }
  const PoolProcess* const runner = runner_of(ledger, ledger.record(act.record));
  if (runner == nullptr) {
    return std::nullopt;
  }
  return fmt::format("worker {} is sent a job, but its process {}", ledger.id_of(act.worker),
                     runs_text(ledger, *runner));
}

Broken busy_with_another(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolRecord* const record = current_of(ledger, worker);
  if (record == nullptr || record->state != kBusy || record->job == JobIndex::kNone) {
    return std::nullopt;
  }
  const PoolProcess* const runner = runner_of(ledger, *record);
  if (runner == nullptr || (runner->job == record->job && runner->grant == record->grant)) {
    return std::nullopt;
  }
  return fmt::format("worker {} is busy with job {} under grant {}, but its process {}",
                     ledger.id_of(worker), job_text(ledger.job(record->job).key), record->grant,
                     runs_text(ledger, *runner));
}

Broken works_for_another_epoch(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const PoolProcess* const process = find_process(ledger, worker, [](const PoolProcess& candidate) {
    return candidate.boot != 0 && candidate.job != JobIndex::kNone &&
           candidate.epoch != candidate.member;
  });
  if (process == nullptr) {
    return std::nullopt;
  }
  return fmt::format("a process of worker {} {} in epoch {}, and is registered in {}",
                     ledger.id_of(worker), runs_text(ledger, *process), epoch_text(process->epoch),
                     process->member == EpochId{} ? "none" : epoch_text(process->member));
}

Broken gave_up_what_is_open(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Worker& worker = ledger.worker(act.worker);
  const PoolRecord* const record = current_of(ledger, worker);
  if (record == nullptr || record->epoch != act.epoch || record->grant != act.grant ||
      (record->state != kReserved && record->state != kBusy)) {
    return std::nullopt;
  }
  return fmt::format(
      "a process of worker {} lets go of its work, which is still open: epoch {}, "
      "grant {}",
      ledger.id_of(worker), epoch_text(act.epoch), act.grant);
}

}  // namespace

const Invariant kWorkIsOfItsEpoch{
    .name = "work-is-of-its-epoch",
    .statement = "a process runs a job only of the epoch that it is registered in",
    .scope = InvariantScope::kHardened,
    .broken = &works_for_another_epoch};

const Invariant kOpenWorkIsKept{
    .name = "open-work-is-kept",
    .statement = "a process keeps a job, and then its result, while the manager waits for it",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kWorkLeft},
    .broken_act = &gave_up_what_is_open};

const Invariant kFreeListIsFreeSet{
    .name = "free-list-is-free-set",
    .statement = "a record stands in the free list exactly once if it is free, else not",
    .scope = InvariantScope::kHardened,
    .broken = &not_the_free_set};

const Invariant kFreeListInOrder{
    .name = "free-list-in-order",
    .statement = "the worker that became free first is sent the next job",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kSent},
    .broken_act = &passed_over};

const Invariant kDrainingIsNeverFree{.name = "draining-is-never-free",
                                     .statement = "a worker that drains is never free",
                                     .scope = InvariantScope::kHardened,
                                     .broken = &draining_and_free};

const Invariant kDispatchableIsVerified{
    .name = "dispatchable-is-verified",
    .statement = "a free, reserved or busy worker was probed and has confirmed in this epoch",
    .scope = InvariantScope::kHardened,
    .broken = &not_verified};

const Invariant kFreeMeansIdle{
    .name = "free-means-idle",
    .statement = "where the manager says free, and when it sends, that process runs nothing of it",
    .scope = InvariantScope::kHardened,
    .broken = &free_and_at_work,
    .acts = {Act::Kind::kSent},
    .broken_act = &sent_to_one_at_work};

const Invariant kBusyWithThatJob{
    .name = "busy-with-that-job",
    .statement = "where it says busy and the process runs something, it is that job and grant",
    .scope = InvariantScope::kHardened,
    .broken = &busy_with_another};

}  // namespace rollcall
