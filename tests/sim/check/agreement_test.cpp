// The checker against every order by brute force, on small histories of three objects.
#include "sim/check/linearizability.hpp"
#include "tests/sim/check/brute_force.hpp"
#include "tests/sim/check/histories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

// A store that is one object: its state is the whole, and it promises nothing.
struct WholeStore {
  using State = std::vector<std::pair<std::string, std::int64_t>>;  // sorted by key
  using Input = KeyValue::Input;
  using Output = KeyValue::Output;

  [[nodiscard]] State initial() const { return {}; }
  [[nodiscard]] std::optional<State> step(const State& state, const Input& input,
                                          const Output& output) const {
    Store store{.values = {state.begin(), state.end()}};
    if (store.apply(input) != output) {
      return std::nullopt;
    }
    return State(store.values.begin(), store.values.end());
  }
  [[nodiscard]] std::vector<State> outcomes(const State& state, const Input& input) const {
    Store store{.values = {state.begin(), state.end()}};
    static_cast<void>(store.apply(input));
    return {State(store.values.begin(), store.values.end())};
  }
  // Poor on purpose: collisions must not matter.
  [[nodiscard]] std::uint64_t hash(const State& state) const { return state.size(); }
  [[nodiscard]] std::string describe(const Input& input,
                                     const std::optional<Output>& output) const {
    return KeyValue().describe(input, output);
  }
  [[nodiscard]] std::string describe_state(const State& state) const {
    return std::to_string(state.size()) + " keys";
  }
};

struct Tally {
  std::size_t right = 0;
  std::size_t wrong = 0;
  std::size_t unknown = 0;  // operations without a response
};

// The shortest prefix that fails, by trying all of them.
template <Specification Spec>
std::int64_t first_failing(const Spec& spec, const std::vector<OperationOf<Spec>>& operations) {
  std::int64_t count = 1;
  while (brute_force(spec, prefix_of<Spec>(operations, count))) {
    ++count;
  }
  return count;
}

// With limits that are too small for most: undecided more often, and never wrong.
template <Specification Spec>
void expect_no_wrong_verdict(const Spec& spec, const std::vector<OperationOf<Spec>>& operations,
                             bool holds, std::int64_t first_failing_count) {
  for (const std::size_t limit : {1U, 3U, 9U}) {
    const auto result =
        check_linearizability(spec, operations, {.configurations_max = limit, .shortening_min = 0});
    ASSERT_EQ(result.undecided.empty(), result.verdict == Linearizability::kHolds ||
                                            (result.failure && result.failure->is_shortest));
    if (result.verdict == Linearizability::kHolds) {
      ASSERT_TRUE(holds);
      ASSERT_TRUE(BruteForce<Spec>(spec, operations).accepts(result.order));
    } else if (result.verdict == Linearizability::kFails) {
      ASSERT_FALSE(holds);
      const auto count = static_cast<std::int64_t>(result.failure->event) + 1;
      ASSERT_GE(count, first_failing_count);
      ASSERT_TRUE(!result.failure->is_shortest || count == first_failing_count);
    }
  }
}

template <Specification Spec>
void expect_agreement(const Spec& spec, const std::vector<OperationOf<Spec>>& operations,
                      Tally& tally) {
  const auto result = check_linearizability(spec, operations);
  for (const OperationOf<Spec>& operation : operations) {
    tally.unknown += operation.response ? 0U : 1U;
  }
  if (brute_force(spec, operations)) {
    ++tally.right;
    ASSERT_EQ(result.verdict, Linearizability::kHolds);
    ASSERT_TRUE(BruteForce<Spec>(spec, operations).accepts(result.order));
    expect_no_wrong_verdict(spec, operations, true, 0);
    return;
  }
  ++tally.wrong;
  ASSERT_EQ(result.verdict, Linearizability::kFails);
  const std::int64_t count = first_failing(spec, operations);
  ASSERT_EQ(static_cast<std::int64_t>(result.failure->event) + 1, count);
  ASSERT_EQ(operations[result.failure->operation].response->returned, count);
  ASSERT_TRUE(result.failure->is_shortest);
  ASSERT_FALSE(result.failure->orders.empty());
  expect_no_wrong_verdict(spec, operations, false, count);
}

// Every second history gets some answers of others of its operations: mostly a wrong one.
template <Specification Spec, class Object, class DrawInput>
Tally agree_on(const Spec& spec, Object object, DrawInput draw_input, std::uint64_t history_count) {
  Tally tally;
  for (std::uint64_t seed = 0; seed < history_count && !testing::Test::HasFailure(); ++seed) {
    Xoshiro256 random(mix(history_count, seed));
    const std::size_t operation_count = 3 + random.below(6);
    const std::size_t client_count = 2 + random.below(4);
    auto operations = play<Spec>({.operation_count = operation_count,
                                  .client_count = client_count,
                                  .lost_per_thousand = 100},
                                 seed, object, draw_input);
    for (std::uint64_t change = seed % 2 * 4; change > 0; --change) {
      auto& to = operations[random.below(operations.size())].response;
      const auto& from = operations[random.below(operations.size())].response;
      if (to && from) {
        to->output = from->output;
      }
    }
    SCOPED_TRACE("seed " + std::to_string(seed));
    expect_agreement(spec, operations, tally);
  }
  return tally;
}

void expect_both_verdicts(const Tally& tally) {
  EXPECT_GT(tally.right, 1000U);
  EXPECT_GT(tally.wrong, 1000U);
  EXPECT_GT(tally.unknown, 1000U);
}

TEST(LinearizabilityAgreesWithBruteForce, OnARegister) {
  expect_both_verdicts(agree_on(
      KeyValue(), Store{}, [](Xoshiro256& random) { return draw_key_value(random, 1, 3); },
      10'000));
}

TEST(LinearizabilityAgreesWithBruteForce, OnAStoreByKey) {
  expect_both_verdicts(agree_on(
      KeyValue(), Store{}, [](Xoshiro256& random) { return draw_key_value(random, 2, 2); },
      10'000));
}

TEST(LinearizabilityAgreesWithBruteForce, OnAStoreAsAWhole) {
  expect_both_verdicts(agree_on(
      WholeStore(), Store{}, [](Xoshiro256& random) { return draw_key_value(random, 2, 2); },
      10'000));
}

TEST(LinearizabilityAgreesWithBruteForce, OnAQueue) {
  expect_both_verdicts(agree_on(FifoQueue(), Queue{}, draw_queue, 10'000));
}

}  // namespace
}  // namespace rollcall
