#include "tests/model/manager/scope.hpp"

#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall::hardened::manager_test {

static_assert(PoolRuntime<ScopeRuntime>);

std::size_t Scope::add(std::string id, std::uint64_t boot) {
  const std::size_t number = hosts_.size();
  hosts_.emplace_back(std::move(id), Boot{boot}, static_cast<std::uint16_t>(7000 + number));
  return number;
}

void Scope::start(std::size_t number) {
  Host& host = hosts_[number];
  AgentEffects effects;
  if (arrive(host)) {
    host.agent.start(effects);
    carry_out(host, effects);
  }
}

void Scope::beat(std::size_t number) {
  Host& host = hosts_[number];
  AgentEffects effects;
  if (arrive(host) && host.agent.next_deadline() != Time::max()) {
    host.agent.expire(host.agent.next_deadline(), effects);
    carry_out(host, effects);
  }
}

void Scope::crash(std::size_t number) {
  arrive(hosts_[number]);
  hosts_[number].alive = false;
}

void Scope::drain(const std::string& id) {
  static_cast<void>(pools_.back().serve(rpc::Drain{}, {.id = id, .epoch = {}}));
}

void Scope::submit(bool idempotent) {
  Pool& pool = pools_.back();
  const SubmitReply reply = pool.serve(rpc::Submit{}, {.duration = {}, .idempotent = idempotent});
  if (reply.status == Status::kOk) {
    accepted_.emplace_back(reply.job, &pool);
  }
}

void Scope::pass(Duration duration) {
  clock_.fetch_add(duration.count());
  static_cast<void>(pools_.back().serve(rpc::Heartbeat{}, {.id = "nobody", .epoch = {}}));
}

std::optional<std::string> Scope::problem() const {
  if (pools_.back().manager().mutex().held()) {
    return std::nullopt;
  }
  if (auto wrong = registry().audit()) {
    return wrong;
  }
  for (const Host& host : hosts_) {
    const auto running = host.alive ? host.agent.running() : std::nullopt;
    const auto view = registry().find(host.agent.config().id);
    const bool same = running && view && view->epoch == running->epoch;
    if (same && view->state == WorkerState::kFree) {
      return "worker " + view->id + " is free and its process runs a job of that epoch";
    }
    if (same && view->state == WorkerState::kBusy && view->grant != running->grant) {
      return "worker " + view->id + " is busy with another job than its process";
    }
  }
  return std::nullopt;
}

std::optional<std::string> Scope::problem_at_end() {
  for (const auto& [job, states] : outcomes().of) {
    if (states.size() > 1) {
      return "job " + to_text(job) + " has " + std::to_string(states.size()) + " outcomes";
    }
  }
  for (const auto& [job, pool] : accepted_) {
    if (pool != &pools_.back()) {
      continue;  // Its memory is gone: the submitter is told that it is unknown.
    }
    const JobState state = registry().state_of(job);
    const bool ended = outcomes().of.contains(job);
    if (state == JobState::kSent || ended == (state == JobState::kWaiting)) {
      return "job " + to_text(job) + " is " + std::string(to_text(state));
    }
  }
  return std::nullopt;
}

void Scope::carry_out(Host& host, const AgentEffects& effects) {
  for (const AgentEffect& effect : effects) {
    std::visit([&](const auto& wanted) { carry_out(host, wanted); }, effect);
  }
}

void Scope::carry_out(Host& host, const CallRegister& call) {
  sim::spawn("register", [this, &host, call] {
    Pool& pool = pools_.back();
    const RegisterReply reply = pool.serve(rpc::Register{}, call.request);
    AgentEffects effects;
    if (arrive(host)) {
      host.agent.registered({}, call.call, from(pool, reply), 0, effects);
      carry_out(host, effects);
    }
  });
}

void Scope::carry_out(Host& host, const CallHeartbeat& call) {
  sim::spawn("heartbeat", [this, &host, call] {
    Pool& pool = pools_.back();
    const HeartbeatReply reply = pool.serve(rpc::Heartbeat{}, call.request);
    AgentEffects effects;
    if (arrive(host)) {
      host.agent.heartbeat_answered({}, call.call, from(pool, reply), 0, effects);
      carry_out(host, effects);
    }
  });
}

void Scope::carry_out(Host& host, const CallComplete& call) {
  sim::spawn("complete", [this, &host, call] {
    Pool& pool = pools_.back();
    const Status status = pool.serve(rpc::Complete{}, call.request);
    if (arrive(host)) {
      host.agent.complete_answered({}, call.call, from(pool, status), 0);
    }
  });
}

void Scope::carry_out(Host& host, const StartJob& job) {
  sim::spawn("job", [this, &host, grant = job.job.grant] {
    AgentEffects effects;
    if (arrive(host)) {
      host.agent.job_ended(grant, true, effects);
      carry_out(host, effects);
    }
  });
}

}  // namespace rollcall::hardened::manager_test
