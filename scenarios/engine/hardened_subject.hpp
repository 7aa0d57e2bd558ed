#pragma once

#include "model/simulated/fleet.hpp"
#include "model/simulated/orchestrator_process.hpp"
#include "model/simulated/submitters.hpp"
#include "scenarios/engine/network_subject.hpp"

#include <cstddef>

namespace rollcall {

/// The hardened pool: orchestrator, worker processes, those who want jobs.
class HardenedSubject final : public NetworkSubject {
 public:
  HardenedSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

  void shut_down() override;

 private:
  void start_orchestrator() override { orchestrator_.start(); }
  void start_worker(const WorkerSpec& worker, const net::HostClock& clock) override;
  void hand_in(Duration duration, bool idempotent) override;
  void perform_own(const Action& action) override;
  void tell_worker(const WorkerAction& action);

  void crash(HostRef host) override;
  void restart(HostRef host) override;
  void pause(HostRef host) override;
  void resume(HostRef host) override;
  void apart(std::size_t worker) override;
  void pause_dispatchers() override { orchestrator_.pause_dispatcher(); }
  void resume_dispatchers() override { orchestrator_.resume_dispatcher(); }
  [[nodiscard]] net::HostId host_id(HostRef host) const override;

  hardened::OrchestratorProcess orchestrator_;
  hardened::Fleet fleet_;
  hardened::Submitters submitters_;
};

}  // namespace rollcall
