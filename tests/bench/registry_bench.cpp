// The registry alone: what one heartbeat costs, and what one worker weighs, from 10^3 workers to
// 10^6. Heartbeats come in an order in which no record lies next to the one before, as they do from
// real workers.
#include "model/registry/registry.hpp"
#include "tests/bench/resident.hpp"

#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

namespace rollcall::hardened {
namespace {

constexpr std::size_t kStride = 611'953;  // a prime: visits every worker, far from the last one

/// A registry with `count` free workers. The heartbeats are made before, so that only the registry
/// is measured.
struct Fleet {
  explicit Fleet(std::size_t count) {
    RegistryConfig config;
    config.workers_max = static_cast<std::uint32_t>(count);
    config.lease = std::chrono::hours(1);
    give_back_memory();
    const double before = resident_bytes();
    registry = std::make_unique<Registry>(config, 1);
    for (std::size_t index = 0; index < count; ++index) {
      admit("worker-" + std::to_string(index));
    }
    bytes = resident_bytes() - before;
    for (std::size_t index = 0; index < count; ++index) {
      const std::string id = "worker-" + std::to_string(index);
      heartbeats.push_back({.id = id, .boot = Boot{1}, .epoch = {.term = 1, .number = index + 1}});
    }
  }

  void admit(const std::string& id) {
    const Registry::Out out{.effects = effects, .events = events};
    effects.clear();
    events.clear();
    const RegisterReply reply = registry->register_worker(
        now, {.id = id, .boot = Boot{1}, .ip = "10.0.0.1", .port = 7000}, out);
    registry->heartbeat(now, {.id = id, .boot = Boot{1}, .epoch = reply.epoch}, out);
    const ProbeRequest probe = std::get<Probe>(effects.back()).request;
    const ProbeReply answer{.id = id, .boot = Boot{1}};
    registry->probed(now, probe, &answer, out);
  }

  std::unique_ptr<Registry> registry;
  std::vector<HeartbeatRequest> heartbeats;
  Time now{};
  Effects effects;
  Events events;
  double bytes = 0;
};

void heartbeat(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Fleet fleet(count);
  if (fleet.registry->free_list().size() != count) {
    return state.SkipWithError("not every worker is free");
  }
  std::size_t index = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    fleet.events.clear();
    fleet.now += Duration(1);
    index = (index + kStride) % count;
    const HeartbeatReply reply = fleet.registry->heartbeat(
        fleet.now, fleet.heartbeats[index], {.effects = fleet.effects, .events = fleet.events});
    benchmark::DoNotOptimize(reply);
  }
  state.counters["bytes_per_worker"] = benchmark::Counter(fleet.bytes / static_cast<double>(count));
  state.counters["events"] =
      benchmark::Counter(static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(heartbeat)->Name("registry: heartbeat")->RangeMultiplier(10)->Range(1'000, 1'000'000);

// A job's whole way: sent, accepted, completed, and its worker free again.
void dispatch(benchmark::State& state) {
  Fleet fleet(static_cast<std::size_t>(state.range(0)));
  for (auto iteration : state) {
    static_cast<void>(iteration);
    fleet.effects.clear();
    fleet.events.clear();
    fleet.now += Duration(1);
    const Registry::Out out{.effects = fleet.effects, .events = fleet.events};
    fleet.registry->submit(fleet.now, {.duration = Duration(1), .idempotent = true}, out);
    const AssignRequest sent = std::get<Assign>(fleet.effects.back()).request;
    fleet.registry->assigned(fleet.now, sent, AssignAnswer::kAccepted, out);
    fleet.registry->completed(fleet.now,
                              {.id = sent.id,
                               .boot = Boot{1},
                               .epoch = sent.epoch,
                               .grant = sent.grant,
                               .job = sent.job,
                               .succeeded = true},
                              out);
  }
  state.counters["events"] =
      benchmark::Counter(3 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}
BENCHMARK(dispatch)->Name("registry: job")->RangeMultiplier(1'000)->Range(1'000, 1'000'000);

}  // namespace
}  // namespace rollcall::hardened
