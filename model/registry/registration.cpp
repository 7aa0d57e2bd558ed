// Which registrations, heartbeats and leaves act, and which are refused.
#include "model/registry/step.hpp"

namespace rollcall::hardened {

RegisterReply Registry::register_worker(Time now, const RegisterRequest& request, Out out) {
  Step step(*pool_, now, out);
  if (pool_->closing) {
    return {.status = Status::kShuttingDown};
  }
  const std::optional<Endpoint> endpoint = valid_endpoint(request);
  if (!endpoint) {
    return {.status = Status::kInvalid};
  }
  const Slot slot = pool_->records.find(request.id);
  if (slot != Slot::kNone) {
    return register_again(step, slot, request, *endpoint);
  }
  if (request.boot < pool_->boots.newest(request.id)) {
    return {.status = step.refuse(Status::kStale, request.id, {})};
  }
  if (pool_->records.count() >= pool_->config.workers_max) {
    return {.status = Status::kFull};
  }
  return welcome(step.join(request.id, request.boot, *endpoint));
}

std::optional<Endpoint> Registry::valid_endpoint(const RegisterRequest& request) const {
  if (request.id.empty()) {
    return std::nullopt;
  }
  if (request.id.size() > pool_->config.id_bytes_max) {
    return std::nullopt;
  }
  if (request.boot == Boot::kNone && !pool_->config.accept_basic_workers) {
    return std::nullopt;
  }
  return parse_endpoint(request.ip, request.port);
}

// The id has a record. One start of a process has one endpoint, so the same boot at another one is
// another process, with a worker's id and state copied: it is refused until the first is gone. Of
// basic workers, which have no boot number, it is the only sign of a new start.
RegisterReply Registry::register_again(Step& step, Slot slot, const RegisterRequest& request,
                                       const Endpoint& endpoint) {
  const Record& record = pool_->records[slot];
  if (request.boot < record.boot) {
    return {.status = step.refuse(Status::kStale, request.id, {})};
  }
  if (request.boot == record.boot && endpoint == record.endpoint) {
    return welcome(slot);
  }
  if (request.boot == record.boot && !is_basic(record)) {
    return {.status = step.refuse(Status::kStale, request.id, {})};
  }
  step.evict(slot, Cause::kSuperseded);
  return welcome(step.join(request.id, request.boot, endpoint));
}

RegisterReply Registry::welcome(Slot slot) const {
  return {.status = Status::kOk,
          .epoch = pool_->epoch_of(pool_->records[slot]),
          .heartbeat_every = pool_->config.heartbeat_every,
          .lease = pool_->config.lease};
}

HeartbeatReply Registry::heartbeat(Time now, const HeartbeatRequest& request, Out out) {
  Step step(*pool_, now, out);
  const Slot slot = pool_->records.find(request.id);
  if (slot == Slot::kNone) {
    return {.status = step.refuse(Status::kUnknown, request.id, request.epoch)};
  }
  const Record& record = pool_->records[slot];
  if (request.boot != record.boot) {
    return {.status = step.refuse(Status::kStale, request.id, request.epoch)};
  }
  if (request.epoch != pool_->epoch_of(record)) {
    return {.status = step.refuse(Status::kStale, request.id, request.epoch)};
  }
  step.renew_lease(slot);
  step.free_if_verified(slot);
  return {.status = Status::kOk, .draining = record.draining};
}

Status Registry::deregister(Time now, const LeaveRequest& request, Out out) {
  return leave(now, request, out, [](Step& step, Slot slot) { step.evict(slot, Cause::kLeft); });
}

Status Registry::drain(Time now, const LeaveRequest& request, Out out) {
  return leave(now, request, out, [](Step& step, Slot slot) { step.drain(slot, Cause::kDrained); });
}

Status Registry::leave(Time now, const LeaveRequest& request, Out out,
                       void (*act)(Step& step, Slot slot)) {
  Step step(*pool_, now, out);
  const Slot slot = pool_->records.find(request.id);
  if (slot == Slot::kNone) {
    return step.refuse(Status::kUnknown, request.id, request.epoch);
  }
  const bool any_epoch = request.epoch == Epoch{};
  if (!any_epoch && request.epoch != pool_->epoch_of(pool_->records[slot])) {
    return step.refuse(Status::kStale, request.id, request.epoch);
  }
  act(step, slot);
  return Status::kOk;
}

}  // namespace rollcall::hardened
