#pragma once

#include "scenarios/engine/network_faults.hpp"
#include "scenarios/engine/subject.hpp"
#include "sim/net/network.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

/// A pool in a simulated network: what a script and its weather do there, whatever manager it has.
///
/// A `register` is the start of a worker's process, which sees to the rest itself: one that runs is
/// started anew, one at another address is another process of the same id.
class NetworkSubject : public Subject, protected Machines {
 public:
  NetworkSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

  void start() final;
  void perform(const Action& action) final;
  void submit(const Job& job) final;
  void begin_weather(const MessageWeather& weather, DurationRange span, Hit hit) final {
    faults_.begin_weather(weather, span, std::move(hit));
  }
  void heal(const std::vector<bool>& core) final { faults_.heal(core); }
  void settle() final;

 protected:
  virtual void start_orchestrator() = 0;
  /// One more process, on a host of its own.
  virtual void start_worker(const WorkerSpec& worker, const net::HostClock& clock) = 0;
  virtual void hand_in(Duration duration, bool idempotent) = 0;
  /// What is neither a registration nor a job nor a fault: the manager's own actions.
  virtual void perform_own(const Action& action) = 0;

  /// How long it may take to come to rest.
  [[nodiscard]] Duration patience() const;
  [[nodiscard]] const Scenario& scenario() const { return scenario_; }
  [[nodiscard]] net::Network& network() { return network_; }

 private:
  void start(const RegisterAction& action, std::string_view draws);
  void submit(const SubmitAction& action, std::string_view draws);
  void judge_rest();

  const Scenario& scenario_;
  const DrawNames& draws_;
  PoolLedger& ledger_;
  net::Network network_;
  NetworkFaults faults_;
};

}  // namespace rollcall
