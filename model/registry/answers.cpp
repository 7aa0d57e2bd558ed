// Which answers of workers act: those that carry the open epoch and grant, and no others.
#include "model/registry/step.hpp"

namespace rollcall::hardened {
namespace {

// Somebody else may answer at a worker's address: a later start, or whoever was given it since.
bool is_from_it(const ProbeReply* reply, const Record& record) {
  if (reply == nullptr) {
    return false;
  }
  if (reply->id != record.id) {
    return false;
  }
  return reply->boot == record.boot;
}

}  // namespace

Status Registry::probed(Time now, const ProbeRequest& request, const ProbeReply* reply, Out out) {
  Step step(*pool_, now, out);
  const Slot slot = pool_->records.find(request.id);
  if (slot == Slot::kNone) {
    return step.refuse(Status::kUnknown, request.id, request.epoch, request.grant);
  }
  const Record& record = pool_->records[slot];
  if (request.epoch != pool_->epoch_of(record)) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (record.probed) {  // as all are but those that are joining
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (request.grant != record.grant) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (!is_from_it(reply, record)) {
    step.evict(slot, Cause::kProbeFailed);
    return Status::kOk;
  }
  step.mark_probed(slot);
  step.free_if_verified(slot);
  return Status::kOk;
}

Status Registry::assigned(Time now, const AssignRequest& request, AssignAnswer answer, Out out) {
  Step step(*pool_, now, out);
  const Slot slot = pool_->records.find(request.id);
  if (slot == Slot::kNone) {
    return step.refuse(Status::kUnknown, request.id, request.epoch, request.grant);
  }
  const Record& record = pool_->records[slot];
  if (request.epoch != pool_->epoch_of(record)) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (record.state != WorkerState::kReserved) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (request.grant != record.grant) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  switch (answer) {
    case AssignAnswer::kAccepted:
      step.accept(slot);
      break;
    case AssignAnswer::kRefused:
      step.fail_sending(slot, Cause::kRefused, Step::Begun::kNo);
      break;
    case AssignAnswer::kFailed:
      step.fail_sending(slot, Cause::kSendingFailed, Step::Begun::kMaybe);
      break;
  }
  return Status::kOk;
}

// A result may overtake the acceptance of its job.
Status Registry::completed(Time now, const CompleteRequest& request, Out out) {
  Step step(*pool_, now, out);
  const Slot slot = pool_->records.find(request.id);
  if (slot == Slot::kNone) {
    return step.refuse(Status::kUnknown, request.id, request.epoch, request.grant);
  }
  const Record& record = pool_->records[slot];
  if (request.boot != record.boot) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (request.epoch != pool_->epoch_of(record)) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (!has_job(record)) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (request.grant != record.grant) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  if (request.job != pool_->job_id(record.job_number)) {
    return step.refuse(Status::kStale, request.id, request.epoch, request.grant);
  }
  step.complete(slot, request.succeeded ? JobState::kDone : JobState::kFailed);
  return Status::kOk;
}

}  // namespace rollcall::hardened
