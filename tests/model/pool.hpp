#pragma once

#include "model/documented/documented_sim.hpp"
#include "model/invariants/pack.hpp"
#include "sim/core/world.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <cstddef>
#include <cstdint>
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
  std::vector<std::string> served = {"a:1", "a:2", "b:1"};  // all others are closed ports
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

/// The documented manager, its dispatchers ("dispatcher 1", ...) and the tasks a test asks for.
///
/// Made and used inside one execution. Task names must outlive it: literals.
class Pool {
 public:
  Pool(const PoolOptions& pool_options, PoolLedger& ledger)
      : ledger_(ledger),
        runtime_(ledger),
        manager_(runtime_, pool_options.free_capacity),
        jobs_(16, "jobs"),
        dispatcher_(runtime_, manager_, jobs_, pool_options.failed_call) {
    for (const std::string& endpoint : pool_options.served) {
      runtime_.serve(endpoint);
    }
    for (std::uint32_t number = 1; number <= pool_options.dispatchers; ++number) {
      runtime_.spawn_daemon({.text = "dispatcher", .number = number},
                            [this] { dispatcher_.run(); });
    }
  }

  /// In a task of its own, so that an order can hold it at its points.
  void register_worker(std::string_view task, WorkerInfo info) {
    sim::spawn(task, [this, info = std::move(info)] {
      answers_.push_back(manager_.register_worker(info));
    });
  }

  /// The same; its point is "set".
  void set_state(std::string_view task, std::string id, std::string state) {
    sim::spawn(task, [this, id = std::move(id), state = std::move(state)] {
      const sim::Point set("set");
      manager_.set_worker_state(id, state);
    });
  }

  void submit(std::uint64_t number, Duration duration) {
    jobs_.send({.number = number, .duration = duration});
  }

  /// Lets all happen that can happen before virtual time has gone on by `duration`.
  void let_pass(Duration duration) { sim::sleep(duration); }

  /// What the Register calls returned, in order of return.
  [[nodiscard]] const std::vector<bool>& answers() const { return answers_; }
  [[nodiscard]] std::string state() const { return state_text(ledger_); }

 private:
  PoolLedger& ledger_;
  SimRuntime runtime_;
  documented::WorkerManager<SimRuntime> manager_;
  documented::Dispatcher<SimRuntime>::Jobs jobs_;
  documented::Dispatcher<SimRuntime> dispatcher_;
  std::vector<bool> answers_;
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
