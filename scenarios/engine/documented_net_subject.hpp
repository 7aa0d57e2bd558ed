#pragma once

#include "model/simulated/reference_process.hpp"
#include "model/simulated/reference_workers.hpp"
#include "scenarios/engine/network_subject.hpp"

#include <cstddef>

namespace rollcall {

/// The documented manager in a network. Its workers' processes call Register until they are told
/// success.
class DocumentedNetSubject final : public NetworkSubject {
 public:
  DocumentedNetSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

 private:
  void start_orchestrator() override { orchestrator_.start(); }
  void start_worker(const WorkerSpec& worker, const net::HostClock& clock) override;
  void hand_in(Duration duration, bool idempotent) override {
    workers_.submit(duration, idempotent);
  }
  void perform_own(const Action& action) override;

  void crash(HostRef host) override;
  void restart(HostRef host) override;
  void pause(HostRef host) override;
  void resume(HostRef host) override;
  void apart(std::size_t worker) override { workers_.apart(worker); }
  void pause_dispatchers() override { orchestrator_.pause_dispatchers(); }
  void resume_dispatchers() override { orchestrator_.resume_dispatchers(); }
  [[nodiscard]] net::HostId host_id(HostRef host) const override;

  documented::ReferenceProcess orchestrator_;
  documented::ReferenceWorkers workers_;
};

}  // namespace rollcall
