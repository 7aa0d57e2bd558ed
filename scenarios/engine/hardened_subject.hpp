#pragma once

#include "model/simulated/fleet.hpp"
#include "model/simulated/orchestrator_process.hpp"
#include "model/simulated/submitters.hpp"
#include "scenarios/engine/outages.hpp"
#include "scenarios/engine/subject.hpp"
#include "sim/net/faults.hpp"
#include "sim/net/network.hpp"

#include <string>
#include <vector>

namespace rollcall {

/// The hardened pool in a simulated network: orchestrator, worker processes, those who want jobs.
///
/// A `register` is the start of a worker's process, which sees to the rest itself.
class HardenedSubject final : public Subject {
 public:
  HardenedSubject(const Scenario& scenario, PoolLedger& ledger);

  void start() override;
  void perform(const Action& action) override;
  void submit(const Job& job) override;
  void begin_weather(const MessageWeather& weather, DurationRange span) override;
  void heal(const std::vector<bool>& core) override;
  void settle() override;

 private:
  void perform(const RegisterAction& action);
  void perform(const WorkerAction& action);
  void perform(const HostAction& action);
  void perform(const LinkAction& action);
  void perform(const HealAction&);
  void perform(const MessageAction& action);
  void perform(const ClockJumpAction& action);
  void perform(const SubmitAction& action);
  void perform(const CancelAction& action);
  template <typename Other>
  void perform(const Other&) {
    ensure(false, "the hardened manager is asked for what it knows only");
  }

  void crash(HostRef host);
  void restart(HostRef host);
  void pause(HostRef host);
  void resume(HostRef host);
  [[nodiscard]] net::HostId host_id(HostRef host) const;
  [[nodiscard]] net::HostSet host_set(const std::vector<HostRef>& hosts) const;
  [[nodiscard]] net::HostClock draw_clock();
  [[nodiscard]] bool quiet() const;

  const Scenario& scenario_;
  PoolLedger& ledger_;
  net::Network network_;
  hardened::OrchestratorProcess orchestrator_;
  hardened::Fleet fleet_;
  hardened::Submitters submitters_;
  Outages outages_;
  std::vector<net::FaultHandle> message_rules_;
  bool healed_ = false;
};

}  // namespace rollcall
