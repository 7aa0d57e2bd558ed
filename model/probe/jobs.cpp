// Jobs: where each waits, who holds it, how it ended.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

#include <algorithm>

namespace rollcall {

JobIndex PoolLedger::intern_job(JobKey key) {
  const auto [place, is_new] = job_index_.try_emplace(key, JobIndex{job_count()});
  if (is_new) {
    jobs_.push_back({.key = key});
  }
  return place->second;
}

JobIndex PoolLedger::find_job(JobKey key) const {
  const auto found = job_index_.find(key);
  return found == job_index_.end() ? JobIndex::kNone : found->second;
}

PoolJob& PoolLedger::touch_job(JobIndex id) {
  PoolJob& job = jobs_[index(id)];
  if (!job.changed) {
    job.changed = true;
    changed_jobs_.push_back(id);
  }
  judge_after_step(2 * index(id) + 1);
  return job;
}

void PoolLedger::job_accepted(JobKey key) {
  touch_job(intern_job(key)).accepted = true;
  note([&] { return fmt::format("accepts job {}", job_text(key)); });
}

void PoolLedger::job_queued(JobKey key, bool idempotent, std::uint32_t send_count) {
  const JobIndex id = intern_job(key);
  see({.kind = Act::Kind::kJobQueued, .job = id});
  PoolJob& job = touch_job(id);
  job.idempotent = idempotent;
  job.send_count = std::max(job.send_count, send_count);
  ++job.waiting_count;
  waiting_.insert(key);
  note([&] { return fmt::format("job {} waits, {} before", job_text(key), waiting_.size() - 1); });
}

void PoolLedger::job_dequeued(JobKey key) {
  PoolJob& job = touch_job(intern_job(key));
  job.waiting_count -= std::min<std::uint32_t>(job.waiting_count, 1);
  if (job.waiting_count == 0) {
    waiting_.erase(key);
  }
}

void PoolLedger::job_ended(JobKey key, std::string_view outcome) {
  const JobIndex id = intern_job(key);
  see({.kind = Act::Kind::kJobEnded, .cause = outcome, .job = id});
  ++touch_job(id).outcome_count;
  note([&] { return fmt::format("job {} is {}", job_text(key), outcome); });
}

void PoolLedger::give_job(RecordId id, Record& record, JobKey key, std::uint64_t grant) {
  Worker& worker = worker_row(record);
  take_job(record);
  ++worker.running_count;
  record.taken = true;
  record.grant = small_grant(grant);
  newest_grant_ = std::max(newest_grant_, grant);
  if (key == JobKey{}) {
    return;
  }
  record.job = intern_job(key);
  PoolJob& job = touch_job(record.job);
  job.holder = id;
  job.refused = false;
  ++job.holder_count;
  ++job.send_count;
}

void PoolLedger::take_job(Record& record) {
  Worker& worker = worker_row(record);
  if (record.state == PoolState::kReserved || record.state == PoolState::kBusy) {
    worker.running_count -= std::min<std::uint32_t>(worker.running_count, 1);
  }
  record.grant = 0;
  if (record.job != JobIndex::kNone) {
    PoolJob& job = touch_job(record.job);
    job.holder_count -= std::min<std::uint32_t>(job.holder_count, 1);
    record.job = JobIndex::kNone;
  }
}

void PoolLedger::call_started(RecordId id, std::uint64_t number, ConnectionId connection) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  const JobKey key{.number = number};
  const JobIndex job_id = intern_job(key);
  see({.kind = Act::Kind::kSent,
       .worker = record.worker,
       .record = id,
       .job = job_id,
       .connection = connection});
  record.pulled_count -= std::min<std::uint32_t>(record.pulled_count, 1);
  --worker.pulled_count;
  ++worker.running_count;
  PoolJob& job = touch_job(job_id);
  job.holder = id;
  ++job.holder_count;
  ++job.send_count;
  job.connection = connection;
  if (job.waiting_count > 0) {
    job_dequeued(key);
  }
  if (index(connection) - 1 < connections_.size()) {
    ++connections_[index(connection) - 1].call_count;
  }
  note([&] {
    return fmt::format("sends job {} to {} of {} over {}", number, record_text(id), id_of(id),
                       connection_text(connection));
  });
}

void PoolLedger::call_ended(RecordId id, std::uint64_t number, bool succeeded) {
  Worker& worker = worker_row(touch(id));
  --worker.running_count;
  PoolJob& job = touch_job(intern_job({.number = number}));
  job.holder_count -= std::min<std::uint32_t>(job.holder_count, 1);
  job.outcome_count += succeeded ? 1U : 0U;
  if (index(job.connection) - 1 < connections_.size()) {
    PoolConnection& connection = connections_[index(job.connection) - 1];
    if (connection.call_count > 0) {
      --connection.call_count;
    }
  }
  note([&] {
    return fmt::format("job {} on {} {}", number, id_of(id), succeeded ? "is done" : "failed");
  });
}

}  // namespace rollcall
