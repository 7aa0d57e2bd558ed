// The step cost of the engine in raw fiber round trips, on a mutex-and-channel workload.
#include "sim/strategy/factory.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <benchmark/benchmark.h>
#include <boost/context/detail/fcontext.hpp>

#include <memory>
#include <mutex>
#include <string_view>
#include <vector>

namespace rollcall {
namespace {

// There and back between one pair of fibers with nothing around it: what the engine's step is
// measured in.
void raw_fiber_round_trip(benchmark::State& state) {
  namespace context = boost::context::detail;
  std::vector<char> stack(64 * 1024);
  const auto relay = [](context::transfer_t transfer) {
    for (;;) {
      transfer = context::jump_fcontext(transfer.fctx, nullptr);
    }
  };
  context::fcontext_t fiber =
      context::make_fcontext(stack.data() + stack.size(), stack.size(), relay);
  for (auto iteration : state) {
    static_cast<void>(iteration);
    fiber = context::jump_fcontext(fiber, nullptr).fctx;
  }
}
BENCHMARK(raw_fiber_round_trip)->Name("raw fiber round trip");

// N tasks lock and unlock one mutex and send to one channel, which the first task drains.
void mutex_and_channel(int tasks, int rounds) {
  sim::mutex mutex;
  sim::channel<int> channel(4);
  for (int task = 0; task < tasks; ++task) {
    sim::spawn("worker", [&mutex, &channel, rounds] {
      for (int round = 0; round < rounds; ++round) {
        { const std::scoped_lock lock(mutex); }
        channel.send(round);
      }
    });
  }
  for (int received = 0; received < tasks * rounds; ++received) {
    static_cast<void>(channel.receive());
  }
}

// Reported per step: one iteration of the benchmark is one execution of about 20,000.
void step(benchmark::State& state, std::string_view name) {
  const auto program = [tasks = static_cast<int>(state.range(0))] {
    mutex_and_channel(tasks, 5000 / tasks);
  };
  World world;
  const Profile estimate = profile(world, 0, program);
  const std::unique_ptr<Strategy> strategy = make_strategy(name, estimate);
  std::uint64_t steps = 0;
  std::uint64_t seed = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    steps += world.run({.seed = seed++, .strategy = *strategy}, program).steps;
  }
  state.counters["per_step"] = benchmark::Counter(
      static_cast<double>(steps), benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}

void with_task_counts(benchmark::internal::Benchmark* benchmark) {
  benchmark->Arg(3)->Arg(8)->Arg(32)->Arg(1000);
}
BENCHMARK_CAPTURE(step, random, "random")->Name("step, random")->Apply(with_task_counts);
BENCHMARK_CAPTURE(step, pct, "pct")->Name("step, pct")->Apply(with_task_counts);
BENCHMARK_CAPTURE(step, pos, "pos")->Name("step, pos")->Apply(with_task_counts);
BENCHMARK_CAPTURE(step, surw, "surw")->Name("step, surw")->Apply(with_task_counts);
BENCHMARK_CAPTURE(step, starve, "starve")->Name("step, starve")->Apply(with_task_counts);

}  // namespace
}  // namespace rollcall
