#include "scenarios/engine/hardened_subject.hpp"

#include "model/probe/limits.hpp"
#include "sim/sync/task.hpp"

#include <type_traits>
#include <utility>

namespace rollcall {
namespace {

hardened::RegistryConfig registry_config(const ManagerOptions& options) {
  hardened::RegistryConfig config;
  config.workers_max = options.workers_max;
  config.jobs_waiting_max = options.jobs_max;
  config.attempts_max = options.attempts;
  config.heartbeat_every = options.heartbeat;
  config.lease = options.dead_after;
  config.probe_timeout = options.probe_timeout;
  config.assign_timeout = options.assign_timeout;
  config.job_timeout = options.job_timeout;
  return config;
}

hardened::Endpoint endpoint(const std::string& host, std::int32_t port) {
  return {.ip = ip_of(host), .port = static_cast<std::uint16_t>(port)};
}

hardened::WorkerNumber number_of(std::size_t worker) {
  return hardened::WorkerNumber{static_cast<std::uint32_t>(worker)};
}

}  // namespace

HardenedSubject::HardenedSubject(const Scenario& scenario, const DrawNames& draws,
                                 PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      draws_(draws),
      ledger_(ledger),
      network_(network_options(scenario.network)),
      orchestrator_(network_, ledger,
                    {.registry = registry_config(scenario.manager),
                     .clock = draw_clock(scenario.clock, "clock/orchestrator")}),
      fleet_(network_, ledger,
             {.orchestrator = orchestrator_.address(),
              .retry_max = kRetryMax,
              .job_failures = scenario.jobs ? scenario.jobs->fail : Ratio{}}),
      submitters_(network_, {.orchestrator = orchestrator_.address()}),
      faults_(scenario, network_, *this) {
  for (const WorkerSpec& worker : scenario.workers) {
    fleet_.add(worker.id, endpoint(worker.host, worker.port),
               draw_clock(scenario_.clock, "clock/" + worker.id));
  }
}

void HardenedSubject::start() {
  faults_.start();
  orchestrator_.start();
}

void HardenedSubject::perform(const Action& action) {
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

void HardenedSubject::submit(const Job& job) {
  submitters_.submit(
      {.duration = job.duration, .idempotent = !scenario_.jobs || scenario_.jobs->idempotent});
}

// What is judged at rest holds only where nothing is broken any more.
void HardenedSubject::settle() {
  if (faults_.quiet()) {
    ledger_.faults_stopped();
  }
  sim::sleep(scenario_.eventually.within.value_or(patience()));
  if (faults_.quiet()) {
    ledger_.at_rest();
  }
}

void HardenedSubject::shut_down() {
  orchestrator_.shutdown(scenario_.manager.dead_after);
  const Duration limit = scenario_.manager.dead_after + patience();
  for (const Time end = sim::now() + limit; !orchestrator_.shut_down() && sim::now() < end;) {
    sim::sleep(scenario_.manager.heartbeat);
  }
}

Duration HardenedSubject::patience() const {
  PoolLimits limits = ledger_.limits();
  limits.retry_max = kRetryMax;
  limits.call_timeout = kCallTimeout;
  return quiet_time(limits);
}

void HardenedSubject::start(const RegisterAction& action, std::string_view draws) {
  const WorkerSpec& own = scenario_.workers[action.worker];
  if (action.host == own.host && action.port == own.port) {
    faults_.restart({action.worker});
  } else {
    fleet_.start(
        fleet_.add(own.id, endpoint(action.host, action.port), draw_clock(scenario_.clock, draws)));
  }
}

void HardenedSubject::perform(const WorkerAction& action) {
  using Leave = hardened::WorkerAgent::Leave;
  if (action.verb == WorkerAction::Verb::kHeartbeat) {
    fleet_.heartbeat(number_of(action.worker));
    return;
  }
  const bool drains = action.verb == WorkerAction::Verb::kDrain;
  fleet_.leave(number_of(action.worker), drains ? Leave::kDrain : Leave::kAtOnce);
}

void HardenedSubject::submit(const SubmitAction& action, std::string_view draws) {
  Choices& choices = World::current().choices();
  for (std::uint32_t job = 0; job < action.jobs; ++job) {
    const Duration duration =
        choices.between(choices.stream(draws), action.duration.low, action.duration.high);
    submitters_.submit({.duration = duration, .idempotent = action.idempotent});
  }
}

void HardenedSubject::perform(const CancelAction& action) { submitters_.cancel(action.job); }

void HardenedSubject::crash(HostRef host) {
  if (host.worker) {
    fleet_.crash(number_of(*host.worker));
  } else {
    orchestrator_.crash();
  }
}

void HardenedSubject::restart(HostRef host) {
  if (host.worker) {
    fleet_.restart(number_of(*host.worker));
  } else {
    orchestrator_.restart();
  }
}

void HardenedSubject::pause(HostRef host) {
  if (host.worker) {
    fleet_.pause(number_of(*host.worker));
  } else {
    orchestrator_.pause();
  }
}

void HardenedSubject::resume(HostRef host) {
  if (host.worker) {
    fleet_.resume(number_of(*host.worker));
  } else {
    orchestrator_.resume();
  }
}

void HardenedSubject::apart(std::size_t worker) { fleet_.apart(number_of(worker)); }

void HardenedSubject::pause_dispatchers() { orchestrator_.pause_dispatcher(); }

void HardenedSubject::resume_dispatchers() { orchestrator_.resume_dispatcher(); }

net::HostId HardenedSubject::host_id(HostRef host) const {
  return host.worker ? fleet_.host(number_of(*host.worker)) : orchestrator_.host();
}

}  // namespace rollcall
