// The acts on jobs: from submission over sendings to the one outcome.
#include "model/registry/step.hpp"

namespace rollcall::hardened {

std::uint64_t Step::submit(Duration duration, bool idempotent) {
  const std::uint64_t number = pool_.jobs.submit(duration, idempotent);
  out_.events.emplace_back(
      JobQueued{.job = pool_.job_id(number), .idempotent = idempotent, .attempts = 0});
  return number;
}

// First freed first used, first submitted first sent.
void Step::pump() {
  while (!pool_.free.empty() && !pool_.jobs.none_waits()) {
    send(pool_.free.front(), pool_.jobs.first_waiting());
  }
}

void Step::send(Slot slot, std::uint64_t job_number) {
  pool_.jobs.send(job_number, slot);
  const JobId job = pool_.job_id(job_number);
  out_.events.emplace_back(JobDequeued{.job = job});
  Record& record = pool_.records[slot];
  record.job_number = job_number;
  record.grant = next_grant();
  change(slot, WorkerState::kReserved, Cause::kSent);
  record.due = after(pool_.config.assign_timeout);
  pool_.sendings.push_back(pool_.records, slot);
  const AssignRequest request{.id = record.id,
                              .epoch = pool_.epoch_of(record),
                              .grant = record.grant,
                              .job = job,
                              .duration = pool_.jobs.find(job_number)->duration};
  out_.effects.emplace_back(
      Assign{.request = request, .timeout = pool_.config.assign_timeout, .line = line_of(slot)});
}

void Step::accept(Slot slot) {
  change(slot, WorkerState::kBusy, Cause::kAccepted);
  pool_.records[slot].due = after(pool_.config.job_timeout);
  pool_.running.push_back(pool_.records, slot);
}

void Step::complete(Slot slot, JobState outcome) {
  const Record& record = pool_.records[slot];
  const std::uint64_t job_number = record.job_number;
  if (record.draining) {
    remove(slot, Cause::kDrained);
  } else {
    become_free(slot, Cause::kCompleted);
  }
  finish(job_number, outcome);
}

void Step::fail_sending(Slot slot, Cause cause, Begun begun) {
  const Record& record = pool_.records[slot];
  const std::uint64_t job_number = record.job_number;
  if (record.draining) {
    remove(slot, Cause::kDrained);
  } else {
    change(slot, WorkerState::kJoining, cause);
    probe(slot);
  }
  repeat_or_fail(job_number, begun);
}

// To its old place if it may be begun again, and has been sent less often than is allowed.
void Step::repeat_or_fail(std::uint64_t number, Begun begun) {
  const Job& job = *pool_.jobs.find(number);
  if (pool_.closing) {
    return finish(number, JobState::kFailed);
  }
  if (job.attempts >= pool_.config.attempts_max) {
    return finish(number, JobState::kFailed);
  }
  if (begun == Begun::kMaybe && !job.idempotent) {
    return finish(number, JobState::kFailed);
  }
  pool_.jobs.put_back(number);
  out_.events.emplace_back(JobQueued{
      .job = pool_.job_id(number), .idempotent = job.idempotent, .attempts = job.attempts});
}

void Step::finish_waiting(std::uint64_t number, JobState outcome) {
  out_.events.emplace_back(JobDequeued{.job = pool_.job_id(number)});
  finish(number, outcome);
}

void Step::finish(std::uint64_t number, JobState outcome) {
  pool_.jobs.finish(number, outcome);
  out_.effects.emplace_back(Outcome{.job = pool_.job_id(number), .state = outcome});
}

}  // namespace rollcall::hardened
