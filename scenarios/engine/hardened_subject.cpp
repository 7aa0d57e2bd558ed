#include "scenarios/engine/hardened_subject.hpp"

#include "sim/sync/task.hpp"

#include <variant>

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

hardened::ClaimedEndpoint endpoint(const WorkerSpec& worker) {
  return {.ip = ip_of(worker.host), .port = static_cast<std::uint16_t>(worker.port)};
}

hardened::WorkerNumber number_of(std::size_t worker) {
  return hardened::WorkerNumber{static_cast<std::uint32_t>(worker)};
}

}  // namespace

HardenedSubject::HardenedSubject(const Scenario& scenario, const DrawNames& draws,
                                 PoolLedger& ledger)
    : NetworkSubject(scenario, draws, ledger),
      orchestrator_(network(), ledger,
                    {.registry = registry_config(scenario.manager),
                     .clock = draw_clock(scenario.clock, "clock/orchestrator")}),
      fleet_(network(), ledger,
             {.orchestrator = orchestrator_.address(),
              .retry = {.max = kRetryMax},
              .job_failures = scenario.jobs ? scenario.jobs->fail : Ratio{}}),
      submitters_(network(), {.orchestrator = orchestrator_.address()}) {
  for (const WorkerSpec& worker : scenario.workers) {
    fleet_.add(worker.id, endpoint(worker), draw_clock(scenario.clock, "clock/" + worker.id));
  }
}

void HardenedSubject::shut_down() {
  orchestrator_.shutdown(scenario().manager.dead_after);
  const Duration limit = scenario().manager.dead_after + patience();
  for (const Time end = sim::now() + limit; !orchestrator_.shut_down() && sim::now() < end;) {
    sim::sleep(scenario().manager.heartbeat);
  }
}

void HardenedSubject::start_worker(const WorkerSpec& worker, const net::HostClock& clock) {
  fleet_.start(fleet_.add(worker.id, endpoint(worker), clock));
}

void HardenedSubject::hand_in(Duration duration, bool idempotent) {
  submitters_.submit({.duration = duration, .idempotent = idempotent});
}

void HardenedSubject::perform_own(const Action& action) {
  if (const auto* cancel = std::get_if<CancelAction>(&action.what)) {
    submitters_.cancel(cancel->job);
  } else {
    tell_worker(std::get<WorkerAction>(action.what));
  }
}

void HardenedSubject::tell_worker(const WorkerAction& action) {
  using Leave = hardened::WorkerAgent::Leave;
  if (action.verb == WorkerAction::Verb::kHeartbeat) {
    fleet_.heartbeat(number_of(action.worker));
    return;
  }
  const bool drains = action.verb == WorkerAction::Verb::kDrain;
  fleet_.leave(number_of(action.worker), drains ? Leave::kDrain : Leave::kAtOnce);
}

void HardenedSubject::crash(HostRef host) {
  host.worker ? fleet_.crash(number_of(*host.worker)) : orchestrator_.crash();
}

void HardenedSubject::restart(HostRef host) {
  host.worker ? fleet_.restart(number_of(*host.worker)) : orchestrator_.restart();
}

void HardenedSubject::pause(HostRef host) {
  host.worker ? fleet_.pause(number_of(*host.worker)) : orchestrator_.pause();
}

void HardenedSubject::resume(HostRef host) {
  host.worker ? fleet_.resume(number_of(*host.worker)) : orchestrator_.resume();
}

void HardenedSubject::apart(std::size_t worker) { fleet_.apart(number_of(worker)); }

net::HostId HardenedSubject::host_id(HostRef host) const {
  return host.worker ? fleet_.host(number_of(*host.worker)) : orchestrator_.host();
}

}  // namespace rollcall
