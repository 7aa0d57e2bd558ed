#pragma once

#include "model/probe/pool_ledger.hpp"
#include "model/simulated/fleet.hpp"
#include "model/simulated/orchestrator_process.hpp"
#include "model/simulated/submitters.hpp"
#include "sim/core/world.hpp"
#include "sim/net/network.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/sync/claims.hpp"
#include "sim/sync/task.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace rollcall::hardened::pool_world {

using std::chrono::milliseconds;
using std::chrono::seconds;

struct PoolOptions {
  std::uint32_t worker_count = 3;
  RegistryConfig registry = {.job_timeout = seconds(5)};
  net::NetworkOptions network = {
      .link = {.latency = {.min = milliseconds(1), .max = milliseconds(5)}},
      .backoff = {.min = milliseconds(100), .max = seconds(2)},
      .handling = {}};
};

/// A whole pool in one execution: orchestrator, workers "w0", "w1", ..., and those who want jobs.
/// It must outlive the execution's tasks.
struct PoolWorld {
  explicit PoolWorld(const PoolOptions& options)
      : ledger(World::current()),
        network(options.network),
        orchestrator(network, ledger, {.registry = options.registry, .clock = {}}),
        fleet(network, ledger,
              {.orchestrator = orchestrator.address(), .retry = {.max = seconds(2)}}),
        submitters(network, {.orchestrator = orchestrator.address()}) {
    for (std::uint32_t number = 0; number < options.worker_count; ++number) {
      fleet.add("w" + std::to_string(number),
                {.ip = "10.0.0." + std::to_string(number + 1), .port = 7000});
    }
  }

  void start_all() {
    orchestrator.start();
    for (std::uint32_t number = 0; number < fleet.count(); ++number) {
      fleet.start(WorkerNumber{number});
    }
  }

  /// Sleeps until `holds()`, but not longer than `limit`; says which.
  template <typename Condition>
  bool await(Duration limit, const Condition& holds) {
    const Time end = sim::now() + limit;
    while (!holds() && sim::now() < end) {
      sim::sleep(milliseconds(50));
    }
    return bool{holds()};
  }

  [[nodiscard]] std::size_t free_count() const {
    const auto* const manager = orchestrator.manager();
    return manager == nullptr ? 0 : manager->registry().free_list().size();
  }

  PoolLedger ledger;
  net::Network network;
  OrchestratorProcess orchestrator;
  Fleet fleet;
  Submitters submitters;
};

/// Asks after each step in which the registry's lock is free whether its structure is sound, and
/// whether a worker that it holds to be free is idle.
class Auditor : public StepCheck {
 public:
  void watch(const PoolWorld& pool) { pool_ = &pool; }

  bool after_step(World& world) override {
    const auto* const manager = pool_ == nullptr ? nullptr : pool_->orchestrator.manager();
    if (manager != nullptr && !manager->mutex().held()) {
      ++audit_count_;
      if (const std::optional<std::string> fault = manager->registry().audit()) {
        world.report("audit", *fault);
      }
      ask_workers(world, manager->registry());
    }
    return false;  // And after the next.
  }

  [[nodiscard]] std::uint64_t audit_count() const { return audit_count_; }

 private:
  void ask_workers(World& world, const Registry& registry) const {
    for (std::uint32_t number = 0; number < pool_->fleet.count(); ++number) {
      const WorkerAgent& agent = pool_->fleet.agent(WorkerNumber{number});
      const std::optional<WorkerView> view = registry.find(agent.config().id);
      if (view && view->state == WorkerState::kFree && agent.running() &&
          agent.running()->epoch == view->epoch && pool_->fleet.running(WorkerNumber{number})) {
        world.report("free-means-idle", std::string(agent.config().id) + " runs a job");
      }
    }
  }

  const PoolWorld* pool_ = nullptr;
  std::uint64_t audit_count_ = 0;
};

/// Plays `script(pool)` under `seed`, audited. What is seen is added to `marks`, if given.
template <typename Script>
RunResult play(std::uint64_t seed, std::string_view strategy_name, const PoolOptions& options,
               const Script& script, Marks* marks = nullptr) {
  World world;
  const std::unique_ptr<Strategy> strategy = make_strategy(strategy_name, {});
  std::optional<PoolWorld> pool;
  Auditor auditor;
  return world.run({.seed = seed, .strategy = *strategy, .check = &auditor, .marks = marks}, [&] {
    pool.emplace(options);
    auditor.watch(*pool);
    World::current().request_check();
    script(*pool);
    sim::sometimes(auditor.audit_count() > 1000, "audited-often");
  });
}

}  // namespace rollcall::hardened::pool_world
