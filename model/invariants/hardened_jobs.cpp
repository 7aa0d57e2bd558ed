// What must hold of jobs, their sendings and their order.
#include "model/invariants/invariant.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;
using enum PoolState;

bool has_job(PoolState state) { return state == kReserved || state == kBusy; }

Broken disagree(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.current == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolRecord& record = ledger.record(worker.current);
  if (record.epoch == EpochId{}) {
    return std::nullopt;
  }
  if (has_job(record.state) != (record.job != JobIndex::kNone)) {
    return fmt::format("worker {} is {} and has {} job", ledger.id_of(worker),
                       ledger.text(record.state), record.job == JobIndex::kNone ? "no" : "a");
  }
  if (record.job != JobIndex::kNone && ledger.job(record.job).holder != worker.current) {
    return fmt::format("worker {} has job {}, which is with worker {}", ledger.id_of(worker),
                       job_text(ledger.job(record.job).key),
                       ledger.id_of(ledger.job(record.job).holder));
  }
  return std::nullopt;
}

// A change that speaks of a job speaks of the one that the worker has.
Broken speaks_of_another(const PoolLedger& ledger, const Act& act) {
  if (act.job == JobIndex::kNone) {
    return std::nullopt;
  }
  const PoolRecord& record = ledger.record(act.record);
  if (!has_job(record.state) || act.job == record.job) {
    return std::nullopt;
  }
  return fmt::format("worker {} goes to {} by job {}, which it does not have",
                     ledger.id_of(act.worker), ledger.text(act.to),
                     job_text(ledger.job(act.job).key));
}

Broken sent_too_often(const PoolLedger& ledger, const PoolJob& job) {
  const std::uint32_t max = ledger.limits().attempts_max;
  if (max == 0 || job.send_count <= max) {
    return std::nullopt;
  }
  return fmt::format("job {} is sent {} times, the limit is {}", job_text(job.key), job.send_count,
                     max);
}

Broken out_of_order(const PoolLedger& ledger, const Act& act) {
  if (act.kind == Act::Kind::kJobQueued) {
    return ledger.job(act.job).waiting_count == 0
               ? std::nullopt
               : Broken(fmt::format("job {} stands in the waiting list twice",
                                    job_text(ledger.job(act.job).key)));
  }
  if (act.job == JobIndex::kNone || ledger.record(act.record).epoch == EpochId{} ||
      ledger.waiting().empty()) {
    return std::nullopt;
  }
  const JobKey sent = ledger.job(act.job).key;
  const JobKey first = *ledger.waiting().begin();
  if (sent <= first) {
    return std::nullopt;
  }
  return fmt::format("job {} is sent before job {}, which waits", job_text(sent), job_text(first));
}

Broken two_outcomes(const PoolLedger&, const PoolJob& job) {
  if (job.outcome_count <= 1) {
    return std::nullopt;
  }
  return fmt::format("job {} has {} outcomes", job_text(job.key), job.outcome_count);
}

Broken begun_twice(const PoolLedger&, const PoolJob& job) {
  if (job.idempotent || job.begun_count <= 1) {
    return std::nullopt;
  }
  return fmt::format("job {} is not idempotent and was begun {} times", job_text(job.key),
                     job.begun_count);
}

Broken grant_not_new(const PoolLedger& ledger, const Act& act) {
  if (ledger.record(act.record).epoch == EpochId{}) {
    return std::nullopt;
  }
  const std::uint64_t before = act.kind == Act::Kind::kSent
                                   ? ledger.newest_grant()
                                   : ledger.record(act.record).grant_carried;
  if (act.grant > before) {
    return std::nullopt;
  }
  return fmt::format("worker {} is sent grant {} after grant {}", ledger.id_of(act.worker),
                     act.grant, before);
}

// Shutting down, a manager gives up what it might send again.
Broken failed_though_refused(const PoolLedger& ledger, const Act& act) {
  if (act.cause != "failed" || ledger.closing()) {
    return std::nullopt;
  }
  const PoolJob& job = ledger.job(act.job);
  const std::uint32_t max = ledger.limits().attempts_max;
  if (!job.refused || (max != 0 && job.send_count >= max)) {
    return std::nullopt;
  }
  return fmt::format("job {} has failed after {} sendings, and its worker had not begun it",
                     job_text(job.key), job.send_count);
}

Broken done_by_nobody(const PoolLedger& ledger, const Act& act) {
  if (act.cause != "done" || !ledger.knows_processes() || ledger.job(act.job).succeeded) {
    return std::nullopt;
  }
  return fmt::format("job {} is told to be done, and no process has done it",
                     job_text(ledger.job(act.job).key));
}

Broken both_wait(const PoolLedger& ledger) {
  if (ledger.waiting().empty() || ledger.free_count() == 0 || ledger.closing()) {
    return std::nullopt;
  }
  return fmt::format("job {} waits while {} workers are free", job_text(*ledger.waiting().begin()),
                     ledger.free_count());
}

}  // namespace

const Invariant kJobAndWorkerAgree{
    .name = "job-and-worker-agree",
    .statement = "a reserved or busy worker, and no other, has one job, which points back",
    .scope = InvariantScope::kHardened,
    .broken = &disagree,
    .acts = {Act::Kind::kStateChanged},
    .broken_act = &speaks_of_another};

const Invariant kAttemptsBounded{.name = "attempts-bounded",
                                 .statement = "a job is sent at most as often as is configured",
                                 .scope = InvariantScope::kHardened,
                                 .broken_job = &sent_too_often};

const Invariant kPendingInOrder{
    .name = "pending-in-order",
    .statement = "waiting jobs are sent in order of submission, and none waits twice",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kJobQueued, Act::Kind::kSent},
    .broken_act = &out_of_order};

const Invariant kOneOutcomePerJob{.name = "one-outcome-per-job",
                                  .statement = "a job has at most one outcome",
                                  .scope = InvariantScope::kHardened,
                                  .broken_job = &two_outcomes};

const Invariant kAtMostOnce{
    .name = "at-most-once",
    .statement = "a job not marked idempotent is begun at most once, counted at the workers",
    .scope = InvariantScope::kHardened,
    .broken_job = &begun_twice};

const Invariant kRefusedJobIsRepeated{
    .name = "refused-job-is-repeated",
    .statement = "a job that its worker has not begun fails only when it may be sent no more",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kJobEnded},
    .broken_act = &failed_though_refused};

const Invariant kDoneIsDone{.name = "done-is-done",
                            .statement = "a job is told to be done when a process has done it",
                            .scope = InvariantScope::kHardened,
                            .acts = {Act::Kind::kJobEnded},
                            .broken_act = &done_by_nobody};

const Invariant kGrantsGrow{
    .name = "grants-grow",
    .statement = "grants rise strictly, and none is sent twice",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kSent, Act::Kind::kProbeCarriedOut, Act::Kind::kAssignCarriedOut},
    .broken_act = &grant_not_new};

const Invariant kNoFreeWorkerWhileAJobWaits{
    .name = "no-free-worker-while-a-job-waits",
    .statement = "no worker is free between steps while a job waits, unless closing",
    .scope = InvariantScope::kHardened,
    .broken_pool = &both_wait};

}  // namespace rollcall
