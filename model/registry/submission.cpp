// What submitters may do.
#include "model/registry/step.hpp"

namespace rollcall::hardened {

SubmitReply Registry::submit(Time now, const SubmitRequest& request, Out out) {
  Step step(*pool_, now, out);
  if (pool_->closing) {
    return {.status = Status::kShuttingDown};
  }
  if (request.duration < Duration::zero()) {
    return {.status = Status::kInvalid};
  }
  if (pool_->jobs.waiting().size() >= pool_->config.jobs_waiting_max) {
    return {.status = Status::kFull};
  }
  const std::uint64_t number = step.submit(request.duration, request.idempotent);
  return {.status = Status::kOk, .job = pool_->job_id(number)};
}

Status Registry::cancel(Time now, JobId job, Out out) {
  Step step(*pool_, now, out);
  switch (state_of(job)) {
    case JobState::kWaiting:
      step.finish_waiting(job.number, JobState::kCancelled);
      return Status::kOk;
    case JobState::kSent:
    case JobState::kDone:
    case JobState::kFailed:
    case JobState::kCancelled:
      return Status::kStale;
    case JobState::kUnknown:
      return Status::kUnknown;
  }
  return Status::kUnknown;
}

JobState Registry::state_of(JobId job) const {
  if (job.term != pool_->term) {
    return JobState::kUnknown;
  }
  return pool_->jobs.state_of(job.number);
}

}  // namespace rollcall::hardened
