#include "model/manager/worker_agent.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <utility>

namespace rollcall::hardened {
namespace {

std::uint8_t one_more(std::uint8_t count) {
  return static_cast<std::uint8_t>(std::min(count + 1, 255));
}

}  // namespace

WorkerAgent::WorkerAgent(AgentConfig config) : config_(config) {}

void WorkerAgent::start(AgentEffects& effects) {
  ensure(calls_ == 0, "an agent is started once");
  call_register(effects);
}

// --- membership ---

void WorkerAgent::registered(Time now, std::uint32_t call, const RegisterReply* reply,
                             std::uint64_t random, AgentEffects& effects) {
  if (call != call_) {
    return;
  }
  call_ = 0;
  if (reply == nullptr || reply->status != Status::kOk) {
    retry(now, random);
    return;
  }
  epoch_ = reply->epoch;
  heartbeat_every_ = std::max<Duration>(reply->heartbeat_every, std::chrono::milliseconds(1));
  call_heartbeat(now, effects);  // It confirms the epoch: until then the worker gets no job.
  if (leaving_ != Leave::kNot) {
    call_leave(effects);
  }
}

void WorkerAgent::heartbeat_answered(Time now, std::uint32_t call, const HeartbeatReply* reply,
                                     std::uint64_t random, AgentEffects& effects) {
  if (call != call_) {
    return;
  }
  call_ = 0;
  if (reply != nullptr && reply->status == Status::kOk) {
    failures_ = 0;
    return;
  }
  if (reply != nullptr && (reply->status == Status::kUnknown || reply->status == Status::kStale)) {
    lose_epoch(effects);
  }
  retry(now, random);
}

void WorkerAgent::retry(Time now, std::uint64_t random) {
  if (!member() && leaving_ != Leave::kNot) {
    due_ = Time::max();
    return;
  }
  Duration pause = pause_after(failures_, random);
  if (member()) {
    pause = std::min(pause, heartbeat_every_);  // The lease goes on running.
  }
  failures_ = one_more(failures_);
  due_ = now + pause;
}

// Doubles with each failure; the upper half of it is spread, so that those who failed together do
// not come back together.
Duration WorkerAgent::pause_after(std::uint8_t failures, std::uint64_t random) const {
  Duration pause = config_.retry->min;
  for (std::uint8_t count = 0; count < failures && pause < config_.retry->max; ++count) {
    pause *= 2;
  }
  pause = std::min(pause, config_.retry->max);
  const Duration half = pause / 2;
  const std::uint64_t spread = static_cast<std::uint64_t>(half.count()) + 1;
  return pause - half + Duration{static_cast<std::int64_t>(random % spread)};
}

void WorkerAgent::lose_epoch(AgentEffects& effects) {
  drop_work(effects);
  epoch_ = {};
  leave_call_ = 0;
  leave_due_ = Time::max();
}

void WorkerAgent::call_register(AgentEffects& effects) {
  call_ = ++calls_;
  effects.emplace_back(CallRegister{.call = call_,
                                    .request = {.id = std::string(config_.id),
                                                .boot = config_.boot,
                                                .ip = std::string(config_.ip),
                                                .port = config_.port}});
}

void WorkerAgent::call_heartbeat(Time now, AgentEffects& effects) {
  call_ = ++calls_;
  due_ = now + heartbeat_every_;
  effects.emplace_back(CallHeartbeat{
      .call = call_,
      .request = {.id = std::string(config_.id), .boot = config_.boot, .epoch = epoch_}});
}

// --- work ---

std::optional<ProbeReply> WorkerAgent::probed(const ProbeRequest& request, AgentEffects& effects) {
  if (request.id != config_.id) {
    return std::nullopt;
  }
  fence_ = std::max(fence_, Fence{request.epoch.term, request.grant});
  if (work_ != Work::kNone && fence_of_work() <= Fence{request.epoch.term, request.grant}) {
    drop_work(effects);
  }
  return ProbeReply{.id = std::string(config_.id), .boot = config_.boot};
}

AssignAnswer WorkerAgent::assigned(const AssignRequest& request, AgentEffects& effects) {
  if (request.id != config_.id) {
    return AssignAnswer::kRefused;
  }
  if (work_ != Work::kNone && request.epoch == epoch_ && request.grant == grant_) {
    return AssignAnswer::kAccepted;  // The same once more.
  }
  const Fence sent{request.epoch.term, request.grant};
  if (sent <= fence_) {
    return AssignAnswer::kFailed;  // It may have been begun, before it became void.
  }
  fence_ = sent;  // Whatever is decided now stays so, should it come again.
  if (!member() || request.epoch != epoch_) {
    return AssignAnswer::kRefused;
  }
  if (work_ == Work::kRunning || leaving_ != Leave::kNot) {
    return AssignAnswer::kRefused;
  }
  drop_work(effects);  // Who sends a job to this epoch waits for no earlier result of it.
  work_ = Work::kRunning;
  grant_ = request.grant;
  job_ = request.job;
  effects.emplace_back(StartJob{request});
  return AssignAnswer::kAccepted;
}

void WorkerAgent::job_ended(Grant grant, bool succeeded, AgentEffects& effects) {
  if (work_ != Work::kRunning || grant != grant_) {
    return;
  }
  work_ = succeeded ? Work::kSucceeded : Work::kFailed;
  complete_failures_ = 0;
  call_complete(effects);
}

void WorkerAgent::complete_answered(Time now, std::uint32_t call, const Status* status,
                                    std::uint64_t random) {
  if (call != complete_call_) {
    return;
  }
  complete_call_ = 0;
  if (status != nullptr) {
    work_ = Work::kNone;
    return;
  }
  complete_due_ = now + pause_after(complete_failures_, random);
  complete_failures_ = one_more(complete_failures_);
}

void WorkerAgent::call_complete(AgentEffects& effects) {
  complete_call_ = ++calls_;
  complete_due_ = Time::max();
  effects.emplace_back(CallComplete{.call = complete_call_,
                                    .request = {.id = std::string(config_.id),
                                                .boot = config_.boot,
                                                .epoch = epoch_,
                                                .grant = grant_,
                                                .job = job_,
                                                .succeeded = work_ == Work::kSucceeded}});
}

void WorkerAgent::drop_work(AgentEffects& effects) {
  if (work_ == Work::kRunning) {
    effects.emplace_back(DropJob{.job = job_, .grant = grant_});
  }
  work_ = Work::kNone;
  complete_call_ = 0;
  complete_due_ = Time::max();
}

// --- leaving ---

void WorkerAgent::leave(Leave how, AgentEffects& effects) {
  leaving_ = how;
  if (how == Leave::kAtOnce) {
    drop_work(effects);
  }
  if (member()) {
    call_leave(effects);
  } else {
    due_ = Time::max();
  }
}

void WorkerAgent::leave_answered(Time now, std::uint32_t call, const Status* status,
                                 std::uint64_t random, AgentEffects& effects) {
  if (call != leave_call_) {
    return;
  }
  leave_call_ = 0;
  if (status == nullptr) {
    leave_due_ = now + pause_after(leave_failures_, random);
    leave_failures_ = one_more(leave_failures_);
    return;
  }
  if (leaving_ == Leave::kAtOnce || *status == Status::kUnknown || *status == Status::kStale) {
    depart(effects);
  }  // Else it is drained: the heartbeat that finds its epoch unknown ends it.
}

void WorkerAgent::call_leave(AgentEffects& effects) {
  leave_call_ = ++calls_;
  leave_due_ = Time::max();
  effects.emplace_back(CallLeave{.call = leave_call_,
                                 .request = {.id = std::string(config_.id), .epoch = epoch_},
                                 .drain = leaving_ == Leave::kDrain});
}

void WorkerAgent::depart(AgentEffects& effects) {
  lose_epoch(effects);
  call_ = 0;  // Whatever the open heartbeat says.
  due_ = Time::max();
}

bool WorkerAgent::left() const { return leaving_ != Leave::kNot && !member() && call_ == 0; }

// --- time ---

void WorkerAgent::expire(Time now, AgentEffects& effects) {
  if (call_ == 0 && due_ <= now) {
    if (member()) {
      call_heartbeat(now, effects);
    } else {
      call_register(effects);
    }
  }
  if (complete_due_ <= now) {
    call_complete(effects);
  }
  if (leave_due_ <= now) {
    call_leave(effects);
  }
}

Time WorkerAgent::next_deadline() const {
  return std::min({call_ == 0 ? due_ : Time::max(), complete_due_, leave_due_});
}

std::optional<WorkerAgent::Running> WorkerAgent::running() const {
  if (work_ != Work::kRunning) {
    return std::nullopt;
  }
  return Running{.epoch = epoch_, .grant = grant_, .job = job_};
}

bool WorkerAgent::holds_result() const {
  return work_ == Work::kSucceeded || work_ == Work::kFailed;
}

}  // namespace rollcall::hardened
