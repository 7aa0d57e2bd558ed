#include "scenarios/engine/documented_net_subject.hpp"

#include "model/probe/limits.hpp"
#include "scenarios/engine/documented_options.hpp"

#include <string>
#include <variant>

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

WorkerInfo info_of(const WorkerSpec& worker) {
  return {.id = worker.id, .ip = ip_of(worker.host), .port = worker.port};
}

}  // namespace

DocumentedNetSubject::DocumentedNetSubject(const Scenario& scenario, const DrawNames& draws,
                                           PoolLedger& ledger)
    : NetworkSubject(scenario, draws, ledger),
      orchestrator_(network(), ledger,
                    {.manager = documented_manager(scenario.manager),
                     .dispatcher = documented_dispatcher(scenario.manager),
                     .dispatchers = scenario.manager.dispatchers,
                     .clock = draw_clock(scenario.clock, "clock/orchestrator")}),
      workers_(network(), ledger, {.orchestrator = orchestrator_.address()}) {
  ledger.configured(limits_of(scenario, orchestrator_.address()));
  for (const WorkerSpec& worker : scenario.workers) {
    workers_.add(info_of(worker), draw_clock(scenario.clock, "clock/" + worker.id));
  }
}

void DocumentedNetSubject::start_worker(const WorkerSpec& worker, const net::HostClock& clock) {
  workers_.start(workers_.add(info_of(worker), clock));
}

void DocumentedNetSubject::perform_own(const Action& action) {
  const auto& set = std::get<SetStateAction>(action.what);
  orchestrator_.set_worker_state(scenario().workers[set.worker].id, set.state);
}

void DocumentedNetSubject::crash(HostRef host) {
  host.worker ? workers_.crash(*host.worker) : orchestrator_.crash();
}

void DocumentedNetSubject::restart(HostRef host) {
  host.worker ? workers_.restart(*host.worker) : orchestrator_.restart();
}

void DocumentedNetSubject::pause(HostRef host) {
  host.worker ? workers_.pause(*host.worker) : network().pause(orchestrator_.host());
}

void DocumentedNetSubject::resume(HostRef host) {
  host.worker ? workers_.resume(*host.worker) : network().resume(orchestrator_.host());
}

net::HostId DocumentedNetSubject::host_id(HostRef host) const {
  return host.worker ? workers_.host(*host.worker) : orchestrator_.host();
}

}  // namespace rollcall
