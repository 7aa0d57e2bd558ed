// Executions per second of the documented manager: eight registrars and a dispatcher.
#include "scenarios/engine/player.hpp"

#include <benchmark/benchmark.h>

namespace rollcall {
namespace {

Scenario eight_registrars(std::uint32_t free_capacity) {
  Scenario scenario;
  scenario.name = "eight-registrars";
  scenario.manager.free_capacity = free_capacity;
  Step step;
  for (std::size_t worker = 0; worker < 8; ++worker) {
    const std::string number = std::to_string(worker + 1);
    scenario.workers.push_back({.id = "w" + number, .host = "10.0.0." + number, .port = 7000});
    const RegisterAction action{.worker = worker, .host = "10.0.0." + number, .port = 7000};
    step.branches.push_back({.actions = {{.what = action, .number = 1, .position = {}}}});
  }
  scenario.steps.push_back(step);
  scenario.jobs = JobsSpec{.count = 1, .every = {}, .duration = {}};
  scenario.expect.push_back({.manager = "documented", .violates = "", .position = {}});
  return scenario;
}

void executions(benchmark::State& state) {
  const Scenario scenario = eight_registrars(8);
  Player player(scenario, "documented");
  std::uint64_t seed = 0;
  std::uint64_t steps = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    steps += player.play(seed++).steps;
  }
  state.counters["executions"] =
      benchmark::Counter(static_cast<double>(seed), benchmark::Counter::kIsRate);
  state.counters["steps"] =
      benchmark::Counter(static_cast<double>(steps) / static_cast<double>(seed));
}
BENCHMARK(executions)->Name("8 registrars and a dispatcher");

}  // namespace
}  // namespace rollcall
