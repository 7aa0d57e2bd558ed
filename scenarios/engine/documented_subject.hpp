#pragma once

#include "model/documented/documented_sim.hpp"
#include "scenarios/engine/subject.hpp"

#include <vector>

namespace rollcall {

/// The documented manager alone: registrations call it at once and without a network, as its page
/// has them, and worker processes are endpoints that run jobs.
///
/// What is played where nothing of a network is asked for (see needs_network): the steps of a
/// registration are then all there is to interleave, so that an exploration of them is small and
/// its counts are arithmetic, and a scenario is about the page and nothing else.
class DocumentedSubject final : public Subject {
 public:
  DocumentedSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger);

  void start() override;
  void perform(const Action& action) override;
  void submit(const Job& job) override;
  void begin_weather(const MessageWeather&, DurationRange, Hit) override {}
  void heal(const std::vector<bool>&) override {}
  void settle() override;

 private:
  void perform(const RegisterAction& action);
  void perform(const SetStateAction& action);
  void perform(const DispatchPauseAction& action);
  template <typename Other>
  void perform(const Other&) {
    ensure(false, "the documented manager is asked for what it knows only");
  }
  void resume_dispatchers();

  const Scenario& scenario_;
  SimRuntime runtime_;
  documented::WorkerManager<SimRuntime> manager_;
  documented::Dispatcher<SimRuntime>::Jobs jobs_;
  documented::Dispatcher<SimRuntime> dispatcher_;
  std::vector<TaskId> dispatchers_;
  Time paused_until_{};
};

}  // namespace rollcall
