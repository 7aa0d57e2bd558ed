// Two thousand operations on a store by fifty clients; tests/bench has the times.
#include "sim/check/linearizability.hpp"
#include "tests/sim/check/brute_force.hpp"
#include "tests/sim/check/histories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {
namespace {

std::vector<OperationOf<KeyValue>> make(std::uint64_t seed, std::uint64_t value_count) {
  return play<KeyValue>(
      {.operation_count = 2000, .client_count = 50, .lost_per_thousand = 10}, seed, Store{},
      [&](Xoshiro256& random) { return draw_key_value(random, 10, value_count); });
}

TEST(LargeHistory, OfAStoreHoldsAndTheOrderProvesIt) {
  for (const std::uint64_t value_count : {5U, 1'000'000U}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const auto operations = make(seed, value_count);
      EXPECT_GT(std::ranges::count_if(operations, [](const auto& o) { return !o.response; }), 10);
      const auto result = check_linearizability(KeyValue(), operations);
      ASSERT_EQ(result.verdict, Linearizability::kHolds);
      EXPECT_TRUE(BruteForce<KeyValue>(KeyValue(), operations).accepts(result.order));
    }
  }
}

// No write has this value, so that no order can explain it and the prefix ends there.
TEST(LargeHistory, WithOneWrongReadFailsAtThatRead) {
  for (const std::uint64_t value_count : {5U, 1'000'000U}) {
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      auto operations = make(seed, value_count);
      std::size_t wrong = 1500;
      while (operations[wrong].input.kind != KeyValue::Kind::kRead || !operations[wrong].response) {
        ++wrong;
      }
      operations[wrong].response->output.value = -1;
      const auto result = check_linearizability(KeyValue(), operations);
      ASSERT_EQ(result.verdict, Linearizability::kFails);
      EXPECT_EQ(result.failure->operation, wrong);
      EXPECT_EQ(static_cast<std::int64_t>(result.failure->event) + 1,
                operations[wrong].response->returned);
      EXPECT_TRUE(result.failure->is_shortest);
    }
  }
}

}  // namespace
}  // namespace rollcall
