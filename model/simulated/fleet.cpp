#include "model/simulated/fleet.hpp"

#include "model/manager/tell.hpp"
#include "model/manager/tell_calls.hpp"
#include "model/simulated/marks.hpp"
#include "sim/base/ensure.hpp"
#include "sim/core/world.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace rollcall::hardened {

Fleet::Fleet(net::Network& network, PoolLedger& ledger, Options options)
    : Object("fleet"),
      network_(network),
      wire_(network),
      ledger_(ledger),
      options_(std::move(options)),
      draws_(World::current().choices().stream("workers")) {}

Fleet::~Fleet() {
  if (step_ && executing()) {
    world().cancel_step(*step_);
  }
}

WorkerNumber Fleet::add(std::string_view id, const ClaimedEndpoint& endpoint,
                        net::HostClock clock) {
  const WorkerNumber worker{count()};
  const net::HostId host = network_.add_host(id, clock);
  by_host_.resize(index_of(host) + 1);
  by_host_[index_of(host)] = worker;
  // Its ip is a part of its address's text, which the network and the ledger have, too.
  NameTable& names = world().names();
  const std::string_view address = names.text(names.intern(to_text(endpoint)));
  workers_.emplace_back(Worker{
      .host = host,
      .agent = WorkerAgent({.id = network_.name(host),
                            .boot = Boot::kNone,
                            .ip = address.substr(address.find(endpoint.ip), endpoint.ip.size()),
                            .port = endpoint.port,
                            .retry = &options_.retry})});
  return worker;
}

// --- processes ---

void Fleet::start(WorkerNumber worker) {
  if (!of(worker).runs) {
    launch(worker);
  }
}

void Fleet::restart(WorkerNumber worker) {
  if (!of(worker).runs) {
    network_.restart(of(worker).host);
    launch(worker);
  }
}

// What it says first it says in a step of the timer: this may be a task, in which a call is an op.
void Fleet::launch(WorkerNumber worker) {
  Worker& self = of(worker);
  AgentConfig config = self.agent.config();
  config.boot = Boot{static_cast<std::uint64_t>(config.boot) + 1};
  self.agent = WorkerAgent(config);
  self.runs = true;
  self.started = false;
  self.ends = false;
  self.leave = WorkerAgent::Leave::kNot;
  self.line = network_.open(self.host, options_.orchestrator);
  const std::string endpoint =
      to_text(ClaimedEndpoint{.ip = std::string(config.ip), .port = config.port});
  network_.listen(self.host, endpoint, *this);
  self.process =
      ledger_.process_started(config.id, static_cast<std::uint64_t>(config.boot), endpoint);
  schedule(worker);
}

void Fleet::crash(WorkerNumber worker) {
  Worker& self = of(worker);
  if (!self.runs) {
    return;
  }
  network_.crash(self.host);
  self.runs = false;
  let_go_of_job(worker);
  ledger_.process_stopped(self.process);
  schedule(worker);
}

void Fleet::leave(WorkerNumber worker, WorkerAgent::Leave how) {
  if (of(worker).runs) {
    of(worker).leave = how;
    schedule(worker);
  }
}

void Fleet::heartbeat(WorkerNumber worker) {
  if (of(worker).runs) {
    of(worker).agent.hurry();
    schedule(worker);
  }
}

void Fleet::apart(WorkerNumber worker) {
  if (of(worker).runs) {
    ledger_.process_apart(of(worker).process);
  }
}

// A host whose process does not run has nothing to pause.
void Fleet::pause(WorkerNumber worker) {
  if (of(worker).runs) {
    network_.pause(of(worker).host);
    ledger_.process_paused(of(worker).process, true);
    schedule(worker);
  }
}

void Fleet::resume(WorkerNumber worker) {
  if (of(worker).runs) {
    network_.resume(of(worker).host);
    ledger_.process_paused(of(worker).process, false);
    schedule(worker);
  }
}

// --- what comes in ---

void Fleet::handle(net::Incoming incoming) {
  const WorkerNumber worker = by_host_[net::index_of(incoming.at)];
  if (incoming.method == wire_.method<rpc::Probe>()) {
    act(worker, [&](WorkerAgent& agent) {
      const auto reply = agent.probed(net::get<ProbeRequest>(incoming.request), effects_);
      if (reply) {
        const auto& probe = net::get<ProbeRequest>(incoming.request);
        ledger_.process_reached(of(worker).process, epoch_id(probe.epoch),
                                static_cast<std::uint64_t>(probe.grant));
        incoming.reply.send(Wire::reply<rpc::Probe>(*reply));
      } else {
        incoming.reply.fail(net::StatusCode::kNotFound);
      }
    });
  } else if (incoming.method == wire_.method<rpc::Assign>()) {
    act(worker, [&](WorkerAgent& agent) {
      const AssignAnswer answer =
          agent.assigned(net::get<AssignRequest>(incoming.request), effects_);
      incoming.reply.send(Wire::reply<rpc::Assign>(answer));
    });
  } else {
    incoming.reply.fail(net::StatusCode::kUnimplemented);
  }
}

template <typename Act>
void Fleet::act(WorkerNumber worker, const Act& act_on) {
  Worker& self = of(worker);
  const Epoch epoch = self.agent.epoch();
  const Grant grant = self.agent.open_grant();
  act_on(self.agent);
  if (self.agent.epoch() != epoch) {
    ledger_.member_of(self.process, epoch_id(self.agent.epoch()));
  }
  if (grant != Grant::kNone && self.agent.open_grant() != grant) {
    ledger_.work_left(self.process);  // Before the next begins.
  }
  for (const AgentEffect& effect : effects_) {
    std::visit([&](const auto& wanted) { carry_out(worker, wanted); }, effect);
  }
  effects_.clear();
  schedule(worker);
}

// --- what goes out ---

// `answered(agent, reply or null, random)` runs in the step in which the call has ended.
template <typename Rpc, typename Answered>
void Fleet::call(WorkerNumber worker, const typename Rpc::Request& request,
                 const Answered& answered) {
  const PoolCall told = ledger_.call_began(of(worker).process, call_of<Rpc>(request));
  network_.start(of(worker).line, wire_.method<Rpc>(), Wire::request<Rpc>(request),
                 options_.call_timeout,
                 [this, worker, answered, told](const net::Outcome& outcome) {
                   const typename Rpc::Reply* const reply = Wire::answer<Rpc>(outcome);
                   if (reply != nullptr) {
                     ledger_.call_answered(told, answer_of(*reply));
                   }
                   act(worker, [&](WorkerAgent& agent) { answered(agent, reply); });
                 });
}

void Fleet::carry_out(WorkerNumber worker, const CallRegister& wanted) {
  call<rpc::Register>(
      worker, wanted.request,
      [this, worker, call = wanted.call](WorkerAgent& agent, const RegisterReply* reply) {
        const bool well = reply != nullptr && reply->status == Status::kOk;
        if (well) {
          ledger_.answer_arrived(of(worker).process, epoch_id(reply->epoch));
        } else if (reply == nullptr) {
          ledger_.caller_gave_up(of(worker).process);
        } else {
          world().mark(kRegistrationRefused, true);
        }
        agent.registered(now(of(worker)), call, reply, well ? 0 : random(), effects_);
      });
}

void Fleet::carry_out(WorkerNumber worker, const CallHeartbeat& wanted) {
  ledger_.epoch_sent(of(worker).process, epoch_id(wanted.request.epoch));
  call<rpc::Heartbeat>(
      worker, wanted.request,
      [this, worker, call = wanted.call](WorkerAgent& agent, const HeartbeatReply* reply) {
        const bool well = reply != nullptr && reply->status == Status::kOk;
        agent.heartbeat_answered(now(of(worker)), call, reply, well ? 0 : random(), effects_);
      });
}

void Fleet::carry_out(WorkerNumber worker, const CallComplete& wanted) {
  ledger_.epoch_sent(of(worker).process, epoch_id(wanted.request.epoch));
  call<rpc::Complete>(worker, wanted.request,
                      [this, worker, call = wanted.call](WorkerAgent& agent, const Status* status) {
                        agent.complete_answered(now(of(worker)), call, status,
                                                status != nullptr ? 0 : random());
                      });
}

void Fleet::carry_out(WorkerNumber worker, const CallLeave& wanted) {
  if (wanted.drain) {
    call_leave<rpc::Drain>(worker, wanted);
  } else {
    call_leave<rpc::Deregister>(worker, wanted);
  }
}

template <typename Rpc>
void Fleet::call_leave(WorkerNumber worker, const CallLeave& wanted) {
  call<Rpc>(worker, wanted.request,
            [this, worker, call = wanted.call](WorkerAgent& agent, const Status* status) {
              agent.leave_answered(now(of(worker)), call, status, status != nullptr ? 0 : random(),
                                   effects_);
            });
}

void Fleet::carry_out(WorkerNumber worker, const StartJob& wanted) {
  Worker& self = of(worker);
  ensure(self.job_end == Time::max(), "a worker runs one job at a time");
  self.job_end = now(self) + wanted.job.duration;
  ledger_.job_begun(self.process, epoch_id(wanted.job.epoch),
                    static_cast<std::uint64_t>(wanted.job.grant), job_key(wanted.job.job));
}

void Fleet::carry_out(WorkerNumber worker, const DropJob&) { let_go_of_job(worker); }

void Fleet::end_job(WorkerNumber worker) {
  const std::optional<WorkerAgent::Running> job = of(worker).agent.running();
  ensure(job.has_value(), "the agent knows the job that its host runs");
  const bool succeeded = !world().choices().chance(draws_, options_.job_failures);
  let_go_of_job(worker, succeeded);
  act(worker, [&](WorkerAgent& agent) { agent.job_ended(job->grant, succeeded, effects_); });
}

void Fleet::let_go_of_job(WorkerNumber worker, bool succeeded) {
  Worker& self = of(worker);
  if (self.job_end != Time::max()) {
    self.job_end = Time::max();
    ledger_.job_left(self.process, succeeded);
  }
}

// --- time ---

void Fleet::schedule(WorkerNumber worker) {
  const Worker& self = of(worker);
  Time due = next_due(self);
  if (due != Time::max()) {
    // By the host's clock, which may be slower: then the step comes early, and once more.
    const Time local = now(self);
    due = world().now() + (due > local ? due - local : Duration{});
  }
  if (due <= world().now()) {
    world().touch({.object = id(), .access = Access::kIncrease});  // The next step sees it.
  }
  if (due == Time::max()) {
    deadlines_.remove(index_of(worker));
  } else {
    deadlines_.set(index_of(worker), packed(due));
  }
  arm();
}

// By its host's clock.
Time Fleet::next_due(const Worker& worker) const {
  if (!worker.runs || worker.ends || network_.paused(worker.host)) {
    return Time::max();
  }
  if (!worker.started || worker.leave != WorkerAgent::Leave::kNot || worker.agent.left()) {
    return Time::min();
  }
  return std::min(worker.agent.next_deadline(), worker.job_end);
}

// Time::max() if nobody waits for a time.
Time Fleet::earliest() const {
  return deadlines_.empty() ? Time::max() : unpacked(deadlines_.first_key());
}

// One worker, and one thing that is due of it.
void Fleet::fire() {
  step_.reset();
  armed_for_ = Time::max();
  if (!deadlines_.empty() && earliest() <= world().now()) {
    do_what_is_due(WorkerNumber{deadlines_.first()});
  }
  arm();
}

void Fleet::do_what_is_due(WorkerNumber worker) {
  Worker& self = of(worker);
  if (!self.started) {
    self.started = true;
    act(worker, [&](WorkerAgent& agent) { agent.start(effects_); });
  } else if (self.agent.left()) {
    end_process(worker);
  } else if (self.leave != WorkerAgent::Leave::kNot) {
    const WorkerAgent::Leave how = std::exchange(self.leave, WorkerAgent::Leave::kNot);
    ledger_.process_leaves(self.process);
    act(worker, [&](WorkerAgent& agent) { agent.leave(how, effects_); });
  } else if (self.job_end <= now(self)) {
    end_job(worker);
  } else {
    act(worker, [&](WorkerAgent& agent) { agent.expire(now(self), effects_); });
  }
}

// By a task: a timer's step is done on the stack of some other, which may be one that is to end.
void Fleet::end_process(WorkerNumber worker) {
  of(worker).ends = true;
  schedule(worker);
  const SpawnOptions task{.name = {.text = "goodbye"}, .daemon = true};
  world().spawn_in_step(task, [this, worker] {
    if (of(worker).ends) {  // Nobody has restarted it meanwhile.
      crash(worker);
    }
  });
}

// A step that is armed for an earlier instant than is needed does nothing and arms the next. What
// was due while the clock went on early is late.
void Fleet::arm() {
  const Time due = earliest();
  if (due != Time::max()) {
    workers_.prefetch(deadlines_.first());  // It is done some steps from now.
  }
  if (due >= armed_for_) {
    return;
  }
  if (step_) {
    world().cancel_step(*step_);
  }
  armed_for_ = due;
  const auto run = [](void* self, std::uint64_t) { static_cast<Fleet*>(self)->fire(); };
  const Duration delay = std::max(due - world().now(), Duration{});
  step_ = world().arm_step({.text = "workers"}, id(), delay, {.run = run, .object = this});
}

std::uint64_t Fleet::random() { return world().choices().pick(draws_, std::uint64_t{1} << 32); }

}  // namespace rollcall::hardened
