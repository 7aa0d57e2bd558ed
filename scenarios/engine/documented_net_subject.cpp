#include "scenarios/engine/documented_net_subject.hpp"

#include "model/probe/limits.hpp"
#include "scenarios/engine/documented_options.hpp"
#include "sim/sync/task.hpp"

#include <type_traits>

namespace rollcall {
namespace {

// The page says none of this: it is what a pool of this set-up is held to. `fresh_for` has the
// calls of a registration on their way.
PoolLimits limits_of(const Scenario& scenario, const std::string& orchestrator) {
  const ManagerOptions& options = scenario.manager;
  PoolLimits limits;
  limits.workers_max = options.workers_max;
  limits.heartbeat_every = options.heartbeat;
  limits.lease = options.dead_after;
  limits.probe_timeout = options.probe_timeout;
  limits.assign_timeout = options.assign_timeout;
  limits.job_timeout = options.job_timeout;
  limits.fresh_for = options.dead_after;
  limits.retry_max = kRetryMax;
  limits.call_timeout = kCallTimeout;
  limits.orchestrator = orchestrator;
  return limits;
}

}  // namespace

DocumentedNetSubject::DocumentedNetSubject(const Scenario& scenario, const DrawNames& draws,
                                           PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      draws_(draws),
      ledger_(ledger),
      network_(network_options(scenario.network)),
      orchestrator_(network_, ledger,
                    {.manager = documented_manager(scenario.manager),
                     .dispatcher = documented_dispatcher(scenario.manager),
                     .dispatchers = scenario.manager.dispatchers,
                     .clock = draw_clock(scenario.clock, "clock/orchestrator")}),
      workers_(network_, ledger, {.orchestrator = orchestrator_.address()}),
      faults_(scenario, network_, *this) {
  ledger_.configured(limits_of(scenario, orchestrator_.address()));
  for (const WorkerSpec& worker : scenario.workers) {
    workers_.add({.id = worker.id, .ip = ip_of(worker.host), .port = worker.port},
                 draw_clock(scenario.clock, "clock/" + worker.id));
  }
}

void DocumentedNetSubject::start() {
  faults_.start();
  orchestrator_.start();
}

void DocumentedNetSubject::perform(const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    start(*call, draws_.of(action));
  } else if (const auto* jobs = std::get_if<SubmitAction>(&action.what)) {
    submit(*jobs, draws_.of(action));
  } else {
    std::visit(
        [this](const auto& what) {
          if constexpr (NetworkFault<std::decay_t<decltype(what)>>) {
            faults_.perform(what);
          } else {
            perform(what);
          }
        },
        action.what);
  }
}

void DocumentedNetSubject::submit(const Job& job) {
  workers_.submit(job.duration, !scenario_.jobs || scenario_.jobs->idempotent);
}

void DocumentedNetSubject::settle() {
  if (faults_.quiet()) {
    ledger_.faults_stopped();
  }
  sim::sleep(scenario_.eventually.within.value_or(quiet_time(ledger_.limits())));
  if (faults_.quiet()) {
    ledger_.at_rest();
  }
  sim::yield();
}

void DocumentedNetSubject::start(const RegisterAction& action, std::string_view draws) {
  const WorkerSpec& own = scenario_.workers[action.worker];
  if (action.host != own.host || action.port != own.port) {
    workers_.start(workers_.add({.id = own.id, .ip = ip_of(action.host), .port = action.port},
                                draw_clock(scenario_.clock, draws)));
    return;
  }
  faults_.restart({action.worker});
}

void DocumentedNetSubject::perform(const SetStateAction& action) {
  orchestrator_.set_worker_state(scenario_.workers[action.worker].id, action.state);
}

void DocumentedNetSubject::submit(const SubmitAction& action, std::string_view draws) {
  Choices& choices = World::current().choices();
  for (std::uint32_t job = 0; job < action.jobs; ++job) {
    const Duration duration =
        choices.between(choices.stream(draws), action.duration.low, action.duration.high);
    workers_.submit(duration, action.idempotent);
  }
}

void DocumentedNetSubject::crash(HostRef host) {
  if (host.worker) {
    workers_.crash(*host.worker);
  } else {
    orchestrator_.crash();
  }
}

void DocumentedNetSubject::restart(HostRef host) {
  if (host.worker) {
    workers_.restart(*host.worker);
  } else {
    orchestrator_.restart();
  }
}

void DocumentedNetSubject::pause(HostRef host) {
  if (host.worker) {
    workers_.pause(*host.worker);
  } else {
    network_.pause(orchestrator_.host());
  }
}

void DocumentedNetSubject::resume(HostRef host) {
  if (host.worker) {
    workers_.resume(*host.worker);
  } else {
    network_.resume(orchestrator_.host());
  }
}

net::HostId DocumentedNetSubject::host_id(HostRef host) const {
  return host.worker ? workers_.host(*host.worker) : orchestrator_.host();
}

}  // namespace rollcall
