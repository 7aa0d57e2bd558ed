// The truth about worker processes, as their hosts tell it.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {

ProcessId PoolLedger::process_started(std::string_view id, std::uint64_t boot,
                                      std::string_view endpoint) {
  const WorkerIndex worker = intern(id);
  const ProcessId process{process_count()};
  Worker& row = workers_[index(worker)];
  processes_.emplace_back(PoolProcess{
      .worker = worker, .boot = boot, .endpoint = intern_text(endpoint), .next = row.process});
  row.process = process;
  ++live_process_count_;
  change(worker);
  note([&] {
    return fmt::format("process {} of {} starts at {}, boot {}", process_text(process), id,
                       endpoint, boot);
  });
  return process;
}

void PoolLedger::process_stopped(ProcessId id) {
  PoolProcess& process = processes_[index(id)];
  process.live = false;
  process.job = JobIndex::kNone;
  --live_process_count_;
  ProcessId* link = &workers_[index(process.worker)].process;
  while (*link != id) {
    link = &processes_[index(*link)].next;
  }
  *link = process.next;
  change(process.worker);
  note([&] {
    return fmt::format("process {} of {} is over", process_text(id), id_of(process.worker));
  });
}

void PoolLedger::process_paused(ProcessId id, bool paused) {
  processes_[index(id)].paused = paused;
}

void PoolLedger::process_apart(ProcessId id) { processes_[index(id)].apart = true; }

// Its registration with that epoch; without epochs, the newest at its endpoint.
RecordId PoolLedger::record_at(const PoolProcess& process, EpochId epoch) const {
  RecordId id = workers_[index(process.worker)].newest;
  while (id != RecordId::kNone) {
    const Record& row = records_[index(id)];
    if (epoch == EpochId{} ? row.address == process.endpoint
                           : row.epoch == epoch && row.boot == process.boot) {
      return id;
    }
    id = row.previous;
  }
  return RecordId::kNone;
}

void PoolLedger::process_reached(ProcessId id, EpochId epoch, std::uint64_t grant) {
  const RecordId record = record_at(processes_[index(id)], epoch);
  if (record != RecordId::kNone && grant >= records_[index(record)].probe_grant) {
    touch(record).reached = true;
  }
}

void PoolLedger::answer_arrived(ProcessId id, EpochId epoch) {
  const RecordId record = record_at(processes_[index(id)], epoch);
  if (record != RecordId::kNone) {
    Record& row = touch(record);
    row.answer_arrived = true;
    row.gave_up = false;
  }
}

void PoolLedger::caller_gave_up(ProcessId id) {
  const PoolProcess& process = processes_[index(id)];
  const RecordId record = workers_[index(process.worker)].newest;
  if (record != RecordId::kNone && records_[index(record)].boot == process.boot &&
      !records_[index(record)].answer_arrived) {
    touch(record).gave_up = true;
  }
}

// With each heartbeat: what is known already is no change.
void PoolLedger::epoch_sent(ProcessId id, EpochId epoch) {
  const RecordId record = record_at(processes_[index(id)], epoch);
  if (record != RecordId::kNone && !records_[index(record)].confirmed) {
    touch(record).confirmed = true;
  }
}

void PoolLedger::job_begun(ProcessId id, EpochId epoch, std::uint64_t grant, JobKey job) {
  PoolProcess& process = processes_[index(id)];
  process.epoch = epoch;
  process.grant = grant;
  process.job = intern_job(job);
  ++touch_job(process.job).begun_count;
  change(process.worker);
  note([&] {
    return fmt::format("process {} of {} begins job {}, epoch {}, grant {}", process_text(id),
                       id_of(process.worker), job_text(job), epoch_text(epoch), grant);
  });
}

void PoolLedger::job_left(ProcessId id, bool succeeded) {
  PoolProcess& process = processes_[index(id)];
  if (succeeded) {
    touch_job(process.job).succeeded = true;
  }
  process.job = JobIndex::kNone;
  change(process.worker);
}

void PoolLedger::work_left(ProcessId id) {
  const PoolProcess& process = processes_[index(id)];
  if (!process.leaves) {
    see({.kind = Act::Kind::kWorkLeft,
         .worker = process.worker,
         .epoch = process.epoch,
         .grant = process.grant});
  }
}

void PoolLedger::member_of(ProcessId id, EpochId epoch) {
  PoolProcess& process = processes_[index(id)];
  process.member = epoch;
  change(process.worker);
}

PoolCall PoolLedger::call_began(ProcessId id, PoolOp op) {
  if (history_ == nullptr) {
    return PoolCall::kNone;
  }
  op.worker = processes_[index(id)].worker;
  return history_->began(op);
}

void PoolLedger::call_answered(PoolCall call, const PoolAnswer& answer) {
  if (call != PoolCall::kNone) {
    history_->ended(call, answer);
  }
}

void PoolLedger::process_leaves(ProcessId id) { processes_[index(id)].leaves = true; }

}  // namespace rollcall
