// How fast executions are gone through, and what a task costs in memory.
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/explore.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <fstream>
#include <mutex>

namespace rollcall {
namespace {

// Three critical sections in each of `tasks` tasks under one lock: (3n)! / 3!^n classes.
void critical_sections(int tasks) {
  sim::mutex mutex("m");
  sim::wait_group ended("ended");
  ended.add(tasks);
  for (int task = 0; task < tasks; ++task) {
    sim::spawn("task", [&] {
      for (int section = 0; section < 3; ++section) {
        const std::scoped_lock lock(mutex);
      }
      ended.done();
    });
  }
  ended.wait();
}

template <typename Explorer>
void go_through(benchmark::State& state, int tasks) {
  ExploreResult result;
  std::uint64_t executions = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    World world;
    Explorer explorer{Bounds{}};
    result =
        explore(world, explorer, {.executions_max = 20'000}, [=] { critical_sections(tasks); });
    executions += result.executions + result.blocked;
  }
  state.counters["classes"] = static_cast<double>(result.executions);
  state.counters["blocked"] = static_cast<double>(result.blocked);
  state.counters["executions_per_second"] =
      benchmark::Counter(static_cast<double>(executions), benchmark::Counter::kIsRate);
}
void dpor(benchmark::State& state) { go_through<PartialOrder>(state, 3); }
void dfs(benchmark::State& state) { go_through<DepthFirst>(state, 3); }
BENCHMARK(dpor)->Name("dpor, 3 tasks of 3 critical sections")->Unit(benchmark::kMillisecond);
BENCHMARK(dfs)->Name("dfs, the same, first 20,000")->Unit(benchmark::kMillisecond);

// One short execution after the other in one world: what starting and ending one costs.
void short_executions(benchmark::State& state) {
  World world;
  RandomWalk strategy;
  std::uint64_t seed = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    benchmark::DoNotOptimize(
        world.run({.seed = seed++, .strategy = strategy}, [] { critical_sections(3); }));
  }
  state.counters["executions_per_second"] =
      benchmark::Counter(static_cast<double>(seed), benchmark::Counter::kIsRate);
}
BENCHMARK(short_executions)->Name("execution of 30 steps");

double resident_bytes() {
  std::ifstream statm("/proc/self/statm");
  double total = 0;
  double resident = 0;
  statm >> total >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

// Parked tasks: a stack's touched pages, and the task's own record.
void memory_per_task(benchmark::State& state) {
  constexpr int kTasks = 10'000;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    const double before = resident_bytes();
    double parked = 0;
    World world;
    RandomWalk strategy;
    static_cast<void>(world.run({.seed = 1, .strategy = strategy}, [&] {
      sim::channel<int> gate(0, "gate");
      for (int task = 0; task < kTasks; ++task) {
        sim::spawn("parked", [&] { static_cast<void>(gate.receive()); });
      }
      sim::sleep(Duration{1});
      parked = resident_bytes();
      gate.close();
    }));
    state.counters["bytes_per_task"] = (parked - before) / kTasks;
  }
}
BENCHMARK(memory_per_task)->Name("10,000 parked tasks")->Iterations(1);

}  // namespace
}  // namespace rollcall
