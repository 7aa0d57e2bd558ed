// What must hold once faults have stopped and all has had its time (quiet_time in limits.hpp).
#include "model/invariants/invariant.hpp"
#include "model/invariants/truth.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;
using enum PoolState;

const PoolProcess* well_process(const PoolLedger& ledger, const PoolWorker& worker) {
  return find_process(ledger, worker, &is_well);
}

// By what the hosts say, or if they say nothing, by its state.
Broken idle(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (ledger.waiting().empty() || worker.current == RecordId::kNone || ledger.closing()) {
    return std::nullopt;
  }
  const PoolRecord& record = ledger.record(worker.current);
  const bool is_idle = ledger.knows_processes()
                           ? find_process(ledger, worker,
                                          [&](const PoolProcess& process) {
                                            return is_well(process) && is_of(process, record) &&
                                                   process.job == JobIndex::kNone;
                                          }) != nullptr
                           : record.state == kFree;
  if (!is_idle || worker.running_count > 0) {
    return std::nullopt;
  }
  return fmt::format("worker {} is idle while job {} waits", ledger.id_of(worker),
                     job_text(*ledger.waiting().begin()));
}

Broken not_free(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (ledger.closing() || worker.process == ProcessId::kNone) {
    return std::nullopt;
  }
  const PoolProcess& process = ledger.process(worker.process);
  const std::uint32_t room = ledger.limits().workers_max;
  const bool registered = worker.current != RecordId::kNone;
  const bool full = !registered && room > 0 && ledger.live_record_count() >= room;
  if (!is_well(process) || full) {
    return std::nullopt;
  }
  if (!registered) {
    return fmt::format("worker {} lives and is not registered", ledger.id_of(worker));
  }
  const PoolRecord& record = ledger.record(worker.current);
  // Of two machines with one id and one boot number nobody can tell which is the newer.
  const bool twin_served =
      process.boot != 0 && find_process(ledger, worker, [&](const PoolProcess& other) {
                             return is_well(other) && other.boot == process.boot &&
                                    is_of(other, record);
                           }) != nullptr;
  if (!is_of(process, record) && !twin_served) {
    return fmt::format("worker {} lives at {}, and another start of it is registered at {}",
                       ledger.id_of(worker), ledger.text(process.endpoint),
                       ledger.text(record.address));
  }
  const bool at_work = process.job != JobIndex::kNone && worker.running_count > 0;
  if (record.state != kFree && !at_work) {
    return fmt::format("worker {} lives and has nothing to do, but is {}", ledger.id_of(worker),
                       ledger.text(record.state));
  }
  return std::nullopt;
}

Broken no_live_worker(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (!ledger.knows_processes() || worker.current == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolRecord& record = ledger.record(worker.current);
  // One that is apart may still be heard: what it sends may get through, and the answers not.
  const auto is_the_one = [&](const PoolProcess& process) {
    return process.live && !process.paused && is_of(process, record);
  };
  if (record.state == kDead || find_process(ledger, worker, is_the_one) != nullptr) {
    return std::nullopt;
  }
  return fmt::format("worker {} is {} at {}, but no process of it lives there in reach",
                     ledger.id_of(worker), ledger.text(record.state), ledger.text(record.address));
}

Broken not_done(const PoolLedger& ledger, const PoolJob& job) {
  if (!job.accepted || job.forgotten || job.outcome_count > 0 || ledger.live_process_count() == 0) {
    return std::nullopt;
  }
  return fmt::format("job {} was accepted and has no outcome", job_text(job.key));
}

Broken left_open(const PoolLedger& ledger) {
  if (ledger.line_count() != ledger.open_connection_count()) {
    return fmt::format("{} connections are open, the manager knows of {}", ledger.line_count(),
                       ledger.open_connection_count());
  }
  // Its record and its connection do not come and go in one step.
  const bool excused = ledger.who_rests() == Resting::kAllButApart;
  if (excused || ledger.open_connection_count() == ledger.live_record_count()) {
    return std::nullopt;
  }
  return fmt::format("{} connections are open for {} records", ledger.open_connection_count(),
                     ledger.live_record_count());
}

Broken half_done(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.pulled_count > 0) {
    return fmt::format("worker {} was pulled and never given its job", ledger.id_of(worker));
  }
  const bool excused = ledger.who_rests() == Resting::kAllButApart && is_apart(ledger, worker);
  if (excused || !is_half_done(ledger, worker)) {
    return std::nullopt;
  }
  return fmt::format("worker {} is still {}", ledger.id_of(worker),
                     ledger.text(ledger.record(worker.current).state));
}

Broken not_closed(const PoolLedger& ledger) {
  const std::size_t waiting = ledger.waiting().size();
  if (!ledger.closing() ||
      (ledger.live_record_count() == 0 && ledger.open_connection_count() == 0 && waiting == 0)) {
    return std::nullopt;
  }
  return fmt::format("shut down with {} workers, {} open connections and {} waiting jobs left",
                     ledger.live_record_count(), ledger.open_connection_count(), waiting);
}

Broken registered_late(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.newest == RecordId::kNone || ledger.quiet_since() == Time::max()) {
    return std::nullopt;
  }
  if (ledger.knows_processes() && well_process(ledger, worker) == nullptr) {
    return std::nullopt;
  }
  const Time half = ledger.quiet_since() + (ledger.now() - ledger.quiet_since()) / 2;
  const Time published = ledger.record(worker.newest).published_at;
  if (published <= half) {
    return std::nullopt;
  }
  return fmt::format("worker {} registered anew {} after the last fault, of {} that were quiet",
                     ledger.id_of(worker), to_text(published - ledger.quiet_since()),
                     to_text(ledger.now() - ledger.quiet_since()));
}

}  // namespace

const Invariant kNoIdleWorkerWhileAJobWaits{
    .name = "no-idle-worker-while-a-job-waits",
    .statement = "no registered worker that lives is idle while a job waits",
    .scope = InvariantScope::kAtRest,
    .broken = &idle};

const Invariant kEveryLiveWorkerFree{
    .name = "every-live-worker-free",
    .statement = "the newest live process of each id is registered and free, if there is room",
    .scope = InvariantScope::kAtRest,
    .broken = &not_free};

const Invariant kEveryRecordIsALiveWorker{.name = "every-record-is-a-live-worker",
                                          .statement = "each record stands for a live process",
                                          .scope = InvariantScope::kAtRest,
                                          .broken = &no_live_worker};

const Invariant kAllJobsDone{
    .name = "all-jobs-done",
    .statement = "each accepted job has its outcome, if any worker is left",
    .scope = InvariantScope::kAtRest,
    .broken_job = &not_done};

const Invariant kNothingLeftOpen{.name = "nothing-left-open",
                                 .statement = "there are as many open connections as records",
                                 .scope = InvariantScope::kAtRest,
                                 .broken_pool = &left_open};

const Invariant kNothingHalfDone{
    .name = "nothing-half-done",
    .statement = "no worker is joining, registering, reserved or pulled",
    .scope = InvariantScope::kAtRest,
    .broken = &half_done};

const Invariant kShutdownClosesEverything{
    .name = "shutdown-closes-everything",
    .statement = "after a shutdown no worker, connection or waiting job is left",
    .scope = InvariantScope::kAtRest,
    .broken_pool = &not_closed};

const Invariant kNoNeedlessRegistration{
    .name = "no-needless-registration",
    .statement = "in the second half of the quiet time no worker registers",
    .scope = InvariantScope::kAtRest,
    .broken = &registered_late};

}  // namespace rollcall
