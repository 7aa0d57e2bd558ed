// Whole pools in the simulated network: from a thousand workers to a million, and what it costs to
// judge the invariants.
#include "model/invariants/pack.hpp"
#include "model/probe/pool_ledger.hpp"
#include "model/simulated/fleet.hpp"
#include "model/simulated/orchestrator_process.hpp"
#include "model/simulated/submitters.hpp"
#include "sim/core/world.hpp"
#include "sim/net/network.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"
#include "tests/bench/resident.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace rollcall::hardened {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

RegistryConfig registry_for(std::uint32_t workers) {
  RegistryConfig config;
  config.workers_max = workers;
  config.heartbeat_every = seconds(10);
  config.lease = seconds(30);
  return config;
}

net::NetworkOptions some_milliseconds() {
  net::NetworkOptions options;
  options.link.latency = {.min = milliseconds(1), .max = milliseconds(5)};
  options.handling = Duration{};
  return options;
}

struct Pool {
  Pool(PoolLedger& told, std::uint32_t workers)
      : ledger(told),
        network(some_milliseconds()),
        orchestrator(network, ledger, {.registry = registry_for(workers), .clock = {}}),
        fleet(network, ledger, {.orchestrator = orchestrator.address()}),
        submitters(network, {.orchestrator = orchestrator.address()}) {
    for (std::uint32_t number = 0; number < workers; ++number) {
      const std::string ip =
          fmt::format("10.{}.{}.{}", number >> 16U, (number >> 8U) & 255U, number & 255U);
      fleet.add("w" + std::to_string(number), {.ip = ip, .port = 7000});
    }
  }

  // All of them, in ten seconds.
  void start_all() {
    orchestrator.start();
    sim::sleep(milliseconds(10));
    constexpr std::uint32_t kBatches = 1000;
    for (std::uint32_t batch = 0; batch < kBatches; ++batch) {
      for (std::uint32_t number = batch; number < fleet.count(); number += kBatches) {
        fleet.start(WorkerNumber{number});
      }
      sim::sleep(milliseconds(10));
    }
    sim::sleep(seconds(1));
  }

  [[nodiscard]] std::size_t free_count() const {
    return orchestrator.manager()->registry().free_list().size();
  }

  PoolLedger& ledger;
  net::Network network;
  OrchestratorProcess orchestrator;
  Fleet fleet;
  Submitters submitters;
};

// They register, send heartbeats for half a minute, lose one in a hundred, and its lease runs out.
void fleet(benchmark::State& state) {
  const auto workers = static_cast<std::uint32_t>(state.range(0));
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    give_back_memory();
    const double before = resident_bytes();
    double with_all = 0;
    World world;
    RandomWalk strategy;
    PoolLedger ledger(world);
    const RunResult result = world.run(
        {.seed = 1, .strategy = strategy, .steps_max = std::numeric_limits<std::uint64_t>::max()},
        [&] {
          Pool pool(ledger, workers);
          pool.start_all();
          with_all = resident_bytes();
          sim::sleep(seconds(30));
          for (std::uint32_t number = 0; number < workers; number += 100) {
            pool.fleet.crash(WorkerNumber{number});
          }
          sim::sleep(seconds(40));
          if (pool.free_count() != workers - (workers + 99) / 100) {
            state.SkipWithError("not all who live are free");
          }
        });
    if (result.violation) {
      state.SkipWithError(result.violation->message.c_str());
    }
    steps += result.steps;
    state.counters["bytes_per_worker"] = (with_all - before) / workers;
  }
  state.counters["steps"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
  state.counters["time_per_step"] = benchmark::Counter(
      static_cast<double>(steps), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(fleet)
    ->Name("a fleet registers, lives, loses 1 %")
    ->RangeMultiplier(10)
    ->Range(1'000, 1'000'000)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

// What is judged: nothing, all but linearizability, all.
std::vector<const Invariant*> judged_of(std::int64_t range) {
  std::vector<const Invariant*> asked = invariants_of("hardened");
  if (range == 1) {
    std::erase_if(asked, [](const Invariant* one) { return one->needs_history; });
  }
  return asked;
}

// Eight workers, a hundred jobs, one crash. range(0): see judged_of().
void pool(benchmark::State& state) {
  constexpr std::uint32_t kWorkers = 8;
  const std::vector<const Invariant*> asked = judged_of(state.range(0));
  const JudgingList judged(asked);
  World world;
  RandomWalk strategy;
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    PoolLedger ledger(world);
    std::optional<InvariantPack> pack;
    if (state.range(0) != 0) {
      pack.emplace(ledger, judged);
    }
    const RunResult result =
        world.run({.seed = seed++, .strategy = strategy, .check = pack ? &*pack : nullptr}, [&] {
          Pool pool(ledger, kWorkers);
          pool.orchestrator.start();
          for (std::uint32_t number = 0; number < kWorkers; ++number) {
            pool.fleet.start(WorkerNumber{number});
          }
          sim::sleep(milliseconds(100));
          for (int job = 0; job < 100; ++job) {
            pool.submitters.submit({.duration = milliseconds(20), .idempotent = true});
            sim::sleep(milliseconds(5));
          }
          pool.fleet.crash(WorkerNumber{0});
          sim::sleep(seconds(2));
        });
    if (result.violation) {
      state.SkipWithError(result.violation->message.c_str());
    }
    steps += result.steps;
  }
  state.counters["steps"] =
      benchmark::Counter(static_cast<double>(steps), benchmark::Counter::kIsRate);
}
BENCHMARK(pool)->Name("pool workload, invariants")->DenseRange(0, 2);

}  // namespace
}  // namespace rollcall::hardened
