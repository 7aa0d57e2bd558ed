#include "scenarios/engine/network_subject.hpp"

#include "model/invariants/truth.hpp"
#include "model/probe/limits.hpp"
#include "sim/sync/task.hpp"

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <variant>

namespace rollcall {
namespace {

// Whether one that stays broken is on its way into the pool, or out of it.
bool one_apart_knocks(const PoolLedger& ledger) {
  const bool is_settled = ledger.live_record_count() == ledger.open_connection_count();
  for (std::uint32_t index = 0; index < ledger.worker_count(); ++index) {
    const PoolWorker& worker = ledger.worker(WorkerIndex{index});
    if (is_apart(ledger, worker) && (!is_settled || is_half_done(ledger, worker))) {
      return true;
    }
  }
  return false;
}

}  // namespace

NetworkSubject::NetworkSubject(const Scenario& scenario, const DrawNames& draws, PoolLedger& ledger)
    : Subject(scenario, ledger),
      scenario_(scenario),
      draws_(draws),
      ledger_(ledger),
      network_(network_options(scenario.network)),
      faults_(scenario, network_, *this) {}

void NetworkSubject::start() {
  faults_.start();
  start_orchestrator();
}

void NetworkSubject::perform(const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    start(*call, draws_.of(action));
  } else if (const auto* jobs = std::get_if<SubmitAction>(&action.what)) {
    submit(*jobs, draws_.of(action));
  } else {
    std::visit(
        [&](const auto& what) {
          if constexpr (NetworkFault<std::decay_t<decltype(what)>>) {
            faults_.perform(what);
          } else {
            perform_own(action);
          }
        },
        action.what);
  }
}

void NetworkSubject::start(const RegisterAction& action, std::string_view draws) {
  const WorkerSpec& own = scenario_.workers[action.worker];
  if (action.host == own.host && action.port == own.port) {
    faults_.restart({action.worker});
  } else {
    start_worker({.id = own.id, .host = action.host, .port = action.port},
                 draw_clock(scenario_.clock, draws));
  }
}

void NetworkSubject::submit(const Job& job) {
  hand_in(job.duration, !scenario_.jobs || scenario_.jobs->idempotent);
}

void NetworkSubject::submit(const SubmitAction& action, std::string_view draws) {
  Choices& choices = World::current().choices();
  for (std::uint32_t job = 0; job < action.jobs; ++job) {
    const Duration duration =
        choices.between(choices.stream(draws), action.duration.low, action.duration.high);
    hand_in(duration, action.idempotent);
  }
}

// What is judged at rest holds only where nothing is broken any more. A clock that goes on early is
// such a fault: all that could go on was slow. The quiet time begins anew after it, and is the
// pool's own: what a scenario grants has no room for that.
void NetworkSubject::settle() {
  const World& world = World::current();
  Duration quiet = scenario_.eventually.within.value_or(patience());
  std::uint32_t early_timers = 0;
  do {
    early_timers = world.early_timers();
    if (early_timers > 0) {
      quiet = std::max(quiet, patience());
    }
    if (faults_.quiet()) {
      ledger_.faults_stopped();
    }
    sim::sleep(quiet);
    if (faults_.quiet() && early_timers == world.early_timers()) {
      judge_rest();
    }
  } while (early_timers != world.early_timers());
  sim::yield();
}

// A worker that stays broken may knock at any time: heard, probed and not reached, it is gone a
// little later. What of it is still half done after that is not on its way anywhere. The others
// have no more time than they were given.
void NetworkSubject::judge_rest() {
  constexpr Duration kLook = std::chrono::milliseconds(10);
  if (!one_apart_knocks(ledger_)) {
    ledger_.at_rest();
    return;
  }
  ledger_.at_rest(Resting::kAllButApart);
  const PoolLimits& limits = ledger_.limits();
  const std::uint32_t early_timers = World::current().early_timers();
  const Duration knock = limits.probe_timeout + limits.assign_timeout + kCallTimeout + kRetryMax;
  for (const Time end = sim::now() + 2 * knock; one_apart_knocks(ledger_) && sim::now() < end;) {
    sim::sleep(kLook);
  }
  if (early_timers == World::current().early_timers()) {
    ledger_.at_rest();
  }
}

Duration NetworkSubject::patience() const {
  PoolLimits limits = ledger_.limits();
  limits.retry_max = kRetryMax;
  limits.call_timeout = kCallTimeout;
  return quiet_time(limits);
}

}  // namespace rollcall
