// The linearizability checker on 2,000 operations by 50 clients, one in fifty of unknown outcome;
// and on hard keys beside one that is easily refuted.
#include "sim/check/linearizability.hpp"
#include "tests/sim/check/histories.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {
namespace {

// All histories are checked in each iteration, for their difficulty differs.
constexpr std::uint64_t kHistories = 10;

std::vector<std::vector<OperationOf<KeyValue>>> make_histories(std::uint64_t key_count,
                                                               std::uint64_t value_count) {
  std::vector<std::vector<OperationOf<KeyValue>>> histories;
  for (std::uint64_t seed = 0; seed < kHistories; ++seed) {
    histories.push_back(play<KeyValue>(
        {.operation_count = 2000, .client_count = 50, .lost_per_thousand = 10}, seed, Store{},
        [&](Xoshiro256& random) { return draw_key_value(random, key_count, value_count); }));
  }
  return histories;
}

// A read of a value that was never written, three quarters into the history.
void spoil(std::vector<OperationOf<KeyValue>>& operations) {
  for (std::size_t i = operations.size() * 3 / 4; i < operations.size(); ++i) {
    if (operations[i].input.kind == KeyValue::Kind::kRead && operations[i].response) {
      operations[i].response->output.value = -1;
      return;
    }
  }
}

// Keys with 24 open writes and a read of none of them, which no search gets to the end of, and then
// one key with a read that the first two operations refute.
std::vector<OperationOf<KeyValue>> make_hard_history(std::uint64_t hard_key_count) {
  constexpr std::uint64_t kWrites = 24;
  HistoryBuilderOf<KeyValue> history;
  for (std::uint64_t key = 0; key < hard_key_count; ++key) {
    const std::string name = "k" + std::to_string(key);
    const std::uint64_t first = key * (kWrites + 1);
    for (std::uint64_t i = 0; i < kWrites; ++i) {
      history.invoke(first + i, KeyValue::write(name, static_cast<std::int64_t>(i)));
    }
    history.invoke(first + kWrites, KeyValue::read(name));
    history.respond(first + kWrites, KeyValue::found(-1));
    for (std::uint64_t i = 0; i < kWrites; ++i) {
      history.respond(first + i, KeyValue::done());
    }
  }
  history.invoke(0, KeyValue::read("easy"));
  history.respond(0, KeyValue::found(1));
  return history.operations();
}

void hard(benchmark::State& state) {
  const auto operations = make_hard_history(static_cast<std::uint64_t>(state.range(0)));
  std::size_t configurations = 0;
  std::size_t undecided = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    const auto result = check_linearizability(KeyValue(), operations);
    undecided += result.verdict == Linearizability::kUndecided ? 1U : 0U;
    configurations += result.configuration_count;
  }
  state.counters["undecided"] = static_cast<double>(undecided);
  state.counters["configurations"] =
      benchmark::Counter(static_cast<double>(configurations), benchmark::Counter::kAvgIterations);
}

void check_all(benchmark::State& state, bool wrong) {
  auto histories = make_histories(static_cast<std::uint64_t>(state.range(0)),
                                  static_cast<std::uint64_t>(state.range(1)));
  if (wrong) {
    for (auto& operations : histories) {
      spoil(operations);
    }
  }
  std::size_t undecided = 0;
  std::size_t configurations = 0;
  for (auto iteration : state) {
    static_cast<void>(iteration);
    for (const auto& operations : histories) {
      const auto result = check_linearizability(KeyValue(), operations);
      undecided += result.verdict == Linearizability::kUndecided ? 1U : 0U;
      configurations += result.configuration_count;
    }
  }
  state.counters["undecided"] = static_cast<double>(undecided);
  state.counters["configurations"] = benchmark::Counter(
      static_cast<double>(configurations) / kHistories, benchmark::Counter::kAvgIterations);
  state.counters["per_history"] = benchmark::Counter(
      static_cast<double>(kHistories),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void right(benchmark::State& state) { check_all(state, false); }
void wrong(benchmark::State& state) { check_all(state, true); }

// Keys, and values to write: few are often written again, of a million none is.
BENCHMARK(right)
    ->Name("linearizability, right")
    ->Args({10, 5})
    ->Args({10, 1'000'000})
    ->Args({1, 5})
    ->Args({1, 1'000'000})
    ->Unit(benchmark::kMillisecond);
BENCHMARK(wrong)
    ->Name("linearizability, one wrong read")
    ->Args({10, 5})
    ->Args({10, 1'000'000})
    ->Unit(benchmark::kMillisecond);
// Hard keys beside one that is easily refuted.
BENCHMARK(hard)
    ->Name("linearizability, hard keys and a wrong one")
    ->Arg(2)
    ->Arg(40)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rollcall
