#pragma once

#include "model/simulated/reference_process.hpp"
#include "model/simulated/reference_workers.hpp"
#include "scenarios/engine/network_faults.hpp"
#include "scenarios/engine/subject.hpp"
#include "sim/net/network.hpp"

#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

/// The documented manager in a simulated network: orchestrator, worker processes, submitters, and
/// all that can strike them.
///
/// A `register` is the start of a worker's process, which calls Register until it is told success:
/// one that runs is started anew, one at another address is another process of the same id.
class DocumentedNetSubject final : public Subject, private Machines {
 public:
  DocumentedNetSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

  void start() override;
  void perform(const Action& action) override;
  void submit(const Job& job) override;
  void begin_weather(const MessageWeather& weather, DurationRange span, Hit hit) override {
    faults_.begin_weather(weather, span, std::move(hit));
  }
  void heal(const std::vector<bool>& core) override { faults_.heal(core); }
  void settle() override;

 private:
  void start(const RegisterAction& action, std::string_view draws);
  void submit(const SubmitAction& action, std::string_view draws);
  void perform(const SetStateAction& action);
  template <typename Other>
  void perform(const Other&) {
    ensure(false, "the documented manager is asked for what it knows only");
  }

  void crash(HostRef host) override;
  void restart(HostRef host) override;
  void pause(HostRef host) override;
  void resume(HostRef host) override;
  void apart(std::size_t worker) override { workers_.apart(worker); }
  void pause_dispatchers() override { orchestrator_.pause_dispatchers(); }
  void resume_dispatchers() override { orchestrator_.resume_dispatchers(); }
  [[nodiscard]] net::HostId host_id(HostRef host) const override;

  const Scenario& scenario_;
  const DrawNames& draws_;
  PoolLedger& ledger_;
  net::Network network_;
  documented::ReferenceProcess orchestrator_;
  documented::ReferenceWorkers workers_;
  NetworkFaults faults_;
};

}  // namespace rollcall
