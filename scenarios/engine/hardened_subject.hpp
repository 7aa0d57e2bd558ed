#pragma once

#include "model/simulated/fleet.hpp"
#include "model/simulated/orchestrator_process.hpp"
#include "model/simulated/submitters.hpp"
#include "scenarios/engine/network_faults.hpp"
#include "scenarios/engine/subject.hpp"
#include "sim/net/network.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

/// The hardened pool in a simulated network: orchestrator, worker processes, those who want jobs.
///
/// A `register` is the start of a worker's process, which sees to the rest itself: one that runs is
/// started anew, one at another address is another process of the same id.
class HardenedSubject final : public Subject, private Machines {
 public:
  HardenedSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

  void start() override;
  void perform(const Action& action) override;
  void submit(const Job& job) override;
  void begin_weather(const MessageWeather& weather, DurationRange span, Hit hit) override {
    faults_.begin_weather(weather, span, std::move(hit));
  }
  void heal(const std::vector<bool>& core) override { faults_.heal(core); }
  void settle() override;
  void shut_down() override;

 private:
  void start(const RegisterAction& action, std::string_view draws);
  void submit(const SubmitAction& action, std::string_view draws);
  void perform(const WorkerAction& action);
  void perform(const CancelAction& action);
  template <typename Other>
  void perform(const Other&) {
    ensure(false, "the hardened manager is asked for what it knows only");
  }

  void crash(HostRef host) override;
  void restart(HostRef host) override;
  void pause(HostRef host) override;
  void resume(HostRef host) override;
  void apart(std::size_t worker) override;
  void pause_dispatchers() override;
  void resume_dispatchers() override;
  [[nodiscard]] net::HostId host_id(HostRef host) const override;
  [[nodiscard]] Duration patience() const;

  const Scenario& scenario_;
  const DrawNames& draws_;
  PoolLedger& ledger_;
  net::Network network_;
  hardened::OrchestratorProcess orchestrator_;
  hardened::Fleet fleet_;
  hardened::Submitters submitters_;
  NetworkFaults faults_;
};

}  // namespace rollcall
