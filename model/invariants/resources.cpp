// What must hold of jobs, connections, limits and turns.
#include "model/invariants/invariant.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;

// An epoch's connection is closed when the epoch's end is carried out, a little later: that it is,
// is asked at rest.
Broken leaks(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  for (ConnectionId id = worker.connection; id != ConnectionId::kNone;
       id = ledger.connection(id).next) {
    const PoolConnection& connection = ledger.connection(id);
    const PoolRecord& record = ledger.record(connection.record);
    const bool current = worker.current == connection.record && record.connection == id;
    if (!current && record.pulled_count == 0 && connection.call_count == 0 &&
        record.epoch == EpochId{}) {
      return fmt::format("connection {} to {} of worker {} is open and nobody's",
                         connection_text(id), ledger.text(connection.target), ledger.id_of(worker));
    }
  }
  return std::nullopt;
}

Broken lost(const PoolLedger& ledger, const PoolJob& job) {
  if (!job.accepted || job.forgotten) {
    return std::nullopt;
  }
  const std::uint32_t places =
      job.waiting_count + job.holder_count + (job.outcome_count > 0 ? 1U : 0U);
  if (places == 0) {
    return fmt::format(
        "job {} was accepted and is lost: it does not wait, is on no worker and has "
        "no outcome",
        job_text(job.key));
  }
  if (places > 1) {
    return fmt::format("job {} is in {} places: waits {}, on {} workers, outcomes {}",
                       job_text(job.key), places, job.waiting_count, job.holder_count,
                       job.outcome_count);
  }
  static_cast<void>(ledger);
  return std::nullopt;
}

Broken over(std::string_view what, std::size_t count, std::uint32_t count_max) {
  if (count_max == 0 || count <= count_max) {
    return std::nullopt;
  }
  return fmt::format("there are {} {}, the limit is {}", count, what, count_max);
}

Broken unbounded(const PoolLedger& ledger) {
  const PoolLimits& limits = ledger.limits();
  if (auto broken = over("workers", ledger.live_record_count(), limits.workers_max)) {
    return broken;
  }
  if (auto broken = over("waiting jobs", ledger.waiting().size(), limits.jobs_waiting_max)) {
    return broken;
  }
  if (auto broken = over("connections", ledger.open_connection_count(), limits.connections_max)) {
    return broken;
  }
  return over("tasks", ledger.task_count(), limits.tasks_max);
}

Broken unfair(const PoolLedger& ledger) {
  if (ledger.overtaken() == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolWorker& worker = ledger.worker_of(ledger.overtaken());
  return fmt::format(
      "worker {} got none of {} dispatches, though only {} workers were free before "
      "it",
      ledger.id_of(worker), ledger.dispatch_count() - worker.fair_since,
      worker.fair_until - worker.fair_since - 1);
}

}  // namespace

const Invariant kNoConnectionLeak{
    .name = "no-connection-leak",
    .statement = "each open connection belongs to a current record, a pulled one or a call",
    .broken = &leaks};

const Invariant kNoLostJob{
    .name = "no-lost-job",
    .statement = "an accepted job waits, is on exactly one worker, or has its outcome",
    .broken_job = &lost};

const Invariant kBounded{
    .name = "bounded",
    .statement = "workers, waiting jobs, connections and tasks stay within their limits",
    .broken_pool = &unbounded};

const Invariant kFairShare{
    .name = "fair-share",
    .statement =
        "a free worker gets a job after at most as many dispatches as workers were free before it",
    .broken_pool = &unfair};

}  // namespace rollcall
