#pragma once

#include "model/documented/documented_sim.hpp"
#include "model/invariants/pack.hpp"
#include "model/runtime/register_call.hpp"
#include "sim/core/world.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::pool_test {

using std::chrono::milliseconds;

struct PoolOptions {
  std::size_t free_capacity = 4;
  documented::FailedCall failed_call = documented::FailedCall::kNothing;
  std::uint32_t dispatchers = 1;
  std::vector<std::string> served = {"a:1", "a:2", "b:1"};  // no processes; others are closed ports
  documented::Made made = documented::Made::kProperly;
  documented::Repair repair = documented::Repair::kNone;
  documented::OnPanic on_panic = documented::OnPanic::kDies;
  bool marks_after_sending = false;
  bool one_call_at_a_time = false;
  bool repeats_failed = false;
  PoolLimits limits = {};  // told to the ledger; the manager knows none
};

/// A line for each worker and one for the free queue, from the ledger's tables:
/// "w r1 free a:1 via c1 to a:1, queued 1 pulled 0 running 0; queue: r1".
inline std::string state_text(const PoolLedger& ledger) {
  const std::vector<Table> tables = ledger.tables();
  std::string text;
  for (const auto& row : tables[0].rows) {
    text += row[0] + " " + row[1] + " " + row[2] + " " + row[3] + " via " + row[4] + ", queued " +
            row[5] + " pulled " + row[6] + " running " + row[7] + "; ";
  }
  text += "queue:";
  for (const auto& row : tables[1].rows) {
    text += " " + row[0];
  }
  return text;
}

/// One life of the orchestrator: what it has in memory.
struct Orchestrator {
  Orchestrator(SimRuntime& runtime, const PoolOptions& options)
      : manager(runtime, {.free_capacity = options.free_capacity,
                          .made = options.made,
                          .repair = options.repair}),
        server(manager, options.on_panic),
        jobs(16, "jobs"),
        dispatcher(runtime, manager, jobs,
                   {.failed_call = options.failed_call,
                    .marks_after_sending = options.marks_after_sending,
                    .one_call_at_a_time = options.one_call_at_a_time,
                    .repeats_failed = options.repeats_failed}) {}

  documented::WorkerManager<SimRuntime> manager;
  documented::Server<SimRuntime> server;
  documented::Dispatcher<SimRuntime>::Jobs jobs;
  documented::Dispatcher<SimRuntime> dispatcher;
};

/// The documented manager, its dispatchers ("dispatcher 1", ...), worker processes and the tasks a
/// test asks for.
///
/// Made and used inside one execution. Task names must outlive it: literals.
class Pool {
 public:
  Pool(const PoolOptions& pool_options, PoolLedger& ledger)
      : options_(pool_options), ledger_(ledger), runtime_(ledger) {
    ledger_.configured(options_.limits);
    for (const std::string& endpoint : options_.served) {
      runtime_.serve(endpoint);
    }
    start_orchestrator();
  }

  /// In a task of its own, so that an order can hold it at its points.
  void register_worker(std::string_view task, WorkerInfo info) {
    sim::spawn(task, [this, info = std::move(info)] { register_here(info); });
  }

  /// The same in the running task.
  void register_here(const WorkerInfo& info) {
    const bool success = now_->server.register_worker(info);
    answers_.push_back(success);
  }

  /// The same as the worker makes the call, in a task `caller`, the handler being `handler`.
  void call_register(std::string_view caller, std::string_view handler, RegisterCall call) {
    sim::spawn(caller, [this, handler, call = std::move(call)] {
      rollcall::call_register(ledger_, handler, call, [this](const WorkerInfo& info) {
        return now_->server.register_worker(info);
      });
    });
  }

  /// In a task of its own; its point is "set".
  void set_state(std::string_view task, std::string id, std::string state) {
    sim::spawn(task, [this, id = std::move(id), state = std::move(state)] {
      const sim::Point set("set");
      now_->manager.set_worker_state(id, state);
    });
  }

  /// In a task of its own; its point is "removed".
  void remove(std::string_view task, std::string id) {
    sim::spawn(task, [this, id = std::move(id)] { now_->manager.remove(id); });
  }

  void shut_down() { now_->manager.shut_down(); }

  void submit(std::uint64_t number, Duration duration) {
    now_->dispatcher.submit({.number = number, .duration = duration});
  }

  [[nodiscard]] WorkerProcesses& processes() { return runtime_.processes(); }

  /// With an empty memory. Requires that no call of the old one may yet return: its tasks live on.
  void restart_orchestrator() {
    ledger_.manager_stopped(false);
    start_orchestrator();
  }

  /// Lets all happen that can happen before virtual time has gone on by `duration`.
  void let_pass(Duration duration) { sim::sleep(duration); }

  /// No fault from now on, and after `duration` all is to be well.
  void come_to_rest(Duration duration) {
    ledger_.faults_stopped();
    let_pass(duration);
    ledger_.at_rest();
    sim::yield();
  }

  /// Notes the state where the defect shows; several looks are put one after the other.
  void look() { seen_ += (seen_.empty() ? "" : " | ") + state(); }
  [[nodiscard]] const std::string& seen() const { return seen_; }

  /// What the Register calls returned, in order of return.
  [[nodiscard]] const std::vector<bool>& answers() const { return answers_; }
  [[nodiscard]] std::string state() const { return state_text(ledger_); }

 private:
  void start_orchestrator() {
    Orchestrator& life = lives_.emplace_back(runtime_, options_);
    now_ = &life;
    for (std::uint32_t number = 0; number < options_.dispatchers; ++number) {
      runtime_.spawn_daemon({.text = "dispatcher", .number = ++dispatcher_count_},
                            [&life] { life.dispatcher.run(); });
    }
  }

  PoolOptions options_;
  PoolLedger& ledger_;
  SimRuntime runtime_;
  std::deque<Orchestrator> lives_;  // tasks of the earlier ones may yet refer to them
  Orchestrator* now_ = nullptr;
  std::uint32_t dispatcher_count_ = 0;
  std::vector<bool> answers_;
  std::string seen_;
};

/// Plays `script(pool)` and then all that can still happen.
template <typename Script>
RunResult play(World& world, const RunOptions& options, const PoolOptions& pool_options,
               PoolLedger& ledger, const Script& script) {
  std::optional<Pool> pool;  // outlives every task: daemons still refer to it at the end
  return world.run(options, [&] {
    script(pool.emplace(pool_options, ledger));
    World::current().await_idle();
  });
}

}  // namespace rollcall::pool_test
