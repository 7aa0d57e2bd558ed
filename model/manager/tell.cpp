#include "model/manager/tell.hpp"

#include "sim/base/ensure.hpp"

#include <limits>
#include <type_traits>

namespace rollcall::hardened {
namespace {

PoolState pool_state(WorkerState state) {
  switch (state) {
    case WorkerState::kJoining:
      return PoolState::kJoining;
    case WorkerState::kFree:
      return PoolState::kFree;
    case WorkerState::kReserved:
      return PoolState::kReserved;
    case WorkerState::kBusy:
      return PoolState::kBusy;
    case WorkerState::kGone:
      return PoolState::kGone;
  }
  return PoolState::kGone;
}

Origin origin_of(Cause cause) {
  switch (cause) {
    case Cause::kRegistered:
    case Cause::kVerified:
    case Cause::kSuperseded:
    case Cause::kLeft:
    case Cause::kAccepted:
    case Cause::kCompleted:
    case Cause::kRefused:
      return Origin::kMessage;
    case Cause::kLeaseOver:
    case Cause::kJobOverdue:
      return Origin::kTime;
    case Cause::kProbeFailed:
    case Cause::kSendingFailed:
    case Cause::kDrained:
      return Origin::kMessageOrTime;
    case Cause::kSent:
    case Cause::kClosing:
      return Origin::kItself;
  }
  return Origin::kUnknown;
}

std::uint64_t number(Boot boot) { return static_cast<std::uint64_t>(boot); }
std::uint64_t number(Grant grant) { return static_cast<std::uint64_t>(grant); }

// What of the record that it names, if there ever was one.
template <typename Act>
void of_record(PoolLedger& ledger, const std::string& id, Epoch epoch, const Act& act) {
  const RecordId record = ledger.find(id, epoch_id(epoch));
  if (record != RecordId::kNone) {
    act(record);
  }
}

void tell_one(PoolLedger& ledger, const Transition& event) {
  if (event.from == WorkerState::kGone) {
    ledger.registered({.id = event.id, .boot = number(event.boot), .epoch = epoch_id(event.epoch)});
    return;
  }
  of_record(ledger, event.id, event.epoch, [&](RecordId record) {
    ledger.state_changed(record, StateChangeEvent{.from = pool_state(event.from),
                                                  .to = pool_state(event.to),
                                                  .origin = origin_of(event.cause),
                                                  .cause = to_text(event.cause),
                                                  .job = job_key(event.job),
                                                  .grant = number(event.grant),
                                                  .refused = event.cause == Cause::kRefused});
  });
}

void tell_one(PoolLedger& ledger, const DrainBegan& event) {
  of_record(ledger, event.id, event.epoch, [&](RecordId record) { ledger.drain_began(record); });
}

void tell_one(PoolLedger& ledger, const LeaseRenewed& event) {
  of_record(ledger, event.id, event.epoch,
            [&](RecordId record) { ledger.lease_renewed(record, event.until); });
}

void tell_one(PoolLedger& ledger, const JobQueued& event) {
  ledger.job_queued(job_key(event.job), event.idempotent, event.attempts);
}

void tell_one(PoolLedger& ledger, const JobDequeued& event) {
  ledger.job_dequeued(job_key(event.job));
}

void tell_one(PoolLedger& ledger, const Fenced& event) {
  ledger.fenced(event.id, epoch_id(event.epoch), number(event.grant));
}

void tell_one(PoolLedger& ledger, const Open& effect) {
  of_record(ledger, effect.id, effect.epoch,
            [&](RecordId record) { ledger.connection_opened(record, to_text(effect.endpoint)); });
}

void tell_one(PoolLedger& ledger, const Close& effect) {
  of_record(ledger, effect.id, effect.epoch,
            [&](RecordId record) { ledger.connection_closed(record); });
}

void tell_one(PoolLedger& ledger, const Probe& effect) {
  const ProbeRequest& request = effect.request;
  of_record(ledger, request.id, request.epoch,
            [&](RecordId record) { ledger.probe_sent(record, number(request.grant)); });
}

void tell_one(PoolLedger& ledger, const Assign& effect) {
  const AssignRequest& request = effect.request;
  of_record(ledger, request.id, request.epoch, [&](RecordId record) {
    ledger.assign_sent(record, job_key(request.job), number(request.grant));
  });
}

void tell_one(PoolLedger& ledger, const Outcome& effect) {
  ledger.job_ended(job_key(effect.job), to_text(effect.state));
}

}  // namespace

EpochId epoch_id(Epoch epoch) {
  constexpr std::uint64_t kMost = std::numeric_limits<std::uint32_t>::max();
  ensure(epoch.term <= kMost && epoch.number <= kMost, "an execution's epochs are few");
  return {.term = static_cast<std::uint32_t>(epoch.term),
          .number = static_cast<std::uint32_t>(epoch.number)};
}
// Of no job, whatever its term: {}.
JobKey job_key(JobId job) {
  return job.number == 0 ? JobKey{} : JobKey{.term = job.term, .number = job.number};
}

void tell(PoolLedger& ledger, const RegistryConfig& config) {
  PoolLimits limits = ledger.limits();
  limits.workers_max = config.workers_max;
  // Beside them wait jobs that have come back, each from a worker.
  limits.jobs_waiting_max = config.jobs_waiting_max + config.workers_max;
  limits.attempts_max = config.attempts_max;
  limits.heartbeat_every = config.heartbeat_every;
  limits.lease = config.lease;
  limits.probe_timeout = config.probe_timeout;
  limits.assign_timeout = config.assign_timeout;
  limits.job_timeout = config.job_timeout;
  ledger.configured(limits);
}

void tell_clock(PoolLedger& ledger, Time now, Time next_deadline) {
  ledger.clock_read(now, next_deadline);
}

void tell(PoolLedger& ledger, const RegisterRequest& request) {
  const auto endpoint = parse_endpoint(request.ip, request.port);
  const std::string address = endpoint ? to_text(*endpoint) : "";
  ledger.handles({.kind = PoolMessage::Kind::kRegister,
                  .id = request.id,
                  .boot = number(request.boot),
                  .address = address});
}

void tell(PoolLedger& ledger, const HeartbeatRequest& request) {
  ledger.handles({.kind = PoolMessage::Kind::kHeartbeat,
                  .id = request.id,
                  .boot = number(request.boot),
                  .epoch = epoch_id(request.epoch)});
}

void tell(PoolLedger& ledger, const CompleteRequest& request) {
  ledger.handles({.kind = PoolMessage::Kind::kComplete,
                  .id = request.id,
                  .boot = number(request.boot),
                  .epoch = epoch_id(request.epoch),
                  .grant = number(request.grant),
                  .job = job_key(request.job)});
}

void tell(PoolLedger& ledger, const LeaveRequest& request) {
  ledger.handles(
      {.kind = PoolMessage::Kind::kLeave, .id = request.id, .epoch = epoch_id(request.epoch)});
}

void tell(PoolLedger& ledger, const SubmitRequest&) {
  ledger.handles({.kind = PoolMessage::Kind::kSubmit});
}

void tell_answer(PoolLedger& ledger, const ProbeRequest& request) {
  ledger.handles({.kind = PoolMessage::Kind::kProbeAnswer,
                  .id = request.id,
                  .epoch = epoch_id(request.epoch),
                  .grant = number(request.grant)});
}

void tell_answer(PoolLedger& ledger, const AssignRequest& request) {
  ledger.handles({.kind = PoolMessage::Kind::kAssignAnswer,
                  .id = request.id,
                  .epoch = epoch_id(request.epoch),
                  .grant = number(request.grant),
                  .job = job_key(request.job)});
}

void tell_reply(PoolLedger& ledger, const RegisterRequest& request, const RegisterReply& reply) {
  if (reply.status == Status::kOk) {
    of_record(ledger, request.id, reply.epoch,
              [&](RecordId record) { ledger.answered(record, true); });
  }
}

void tell_reply(PoolLedger& ledger, const SubmitReply& reply) {
  if (reply.status == Status::kOk) {
    ledger.job_accepted(job_key(reply.job));
  }
}

void tell(PoolLedger& ledger, const Event& event) {
  std::visit([&](const auto& one) { tell_one(ledger, one); }, event);
}

void tell(PoolLedger& ledger, const Effect& effect) {
  std::visit([&](const auto& one) { tell_one(ledger, one); }, effect);
}

}  // namespace rollcall::hardened
