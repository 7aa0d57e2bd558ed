#include "tests/model/pool.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace rollcall::pool_test {
namespace {

constexpr std::uint64_t kSeeds = 200;
constexpr std::array<std::string_view, 8> kCalls{"register 1", "register 2", "register 3",
                                                 "register 4", "register 5", "register 6",
                                                 "register 7", "register 8"};

// Eight calls for four ids, and more jobs than workers, among them some at closed ports.
RunResult busy_pool(World& world, std::uint64_t seed) {
  RandomWalk strategy;
  PoolLedger ledger(world);
  const PoolOptions pool_options{.free_capacity = 3,
                                 .failed_call = documented::FailedCall::kFree,
                                 .served = {"a:1", "a:2", "a:3"}};
  return play(world, {.seed = seed, .strategy = strategy}, pool_options, ledger, [](Pool& pool) {
    for (std::size_t call = 0; call < kCalls.size(); ++call) {
      const auto port = static_cast<std::int32_t>(call % 4 + 1);
      pool.register_worker(kCalls[call], {"w" + std::to_string(port), "a", port});
    }
    for (std::uint64_t number = 1; number <= 6; ++number) {
      pool.submit(number, milliseconds(number));
    }
  });
}

TEST(DocumentedManager, EqualSeedsGiveEqualTracesOverReusedWorlds) {
  World upward;
  World downward;
  std::vector<RunResult> first;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    first.push_back(busy_pool(upward, mix(7, seed)));
  }
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = kSeeds; seed-- > 0;) {
    const RunResult again = busy_pool(downward, mix(7, seed));
    ASSERT_EQ(again.trace_hash, first[seed].trace_hash) << "seed " << seed;
    ASSERT_EQ(again.steps, first[seed].steps) << "seed " << seed;
    ASSERT_EQ(again.end, first[seed].end) << "seed " << seed;
    hashes.insert(again.trace_hash);
  }
  EXPECT_GT(hashes.size(), kSeeds - 10) << "a hash that is always the same proves nothing";
}

TEST(DocumentedManager, RecordingDoesNotChangeTheTraceHash) {
  World world;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const auto run = [&](Trace* recording) {
      RandomWalk strategy;
      PoolLedger ledger(world);
      return play(world, {.seed = seed, .strategy = strategy, .recording = recording}, {}, ledger,
                  [](Pool& pool) {
                    pool.register_worker("register w #1", {"w", "a", 1});
                    pool.register_worker("register w #2", {"w", "a", 2});
                    pool.submit(1, milliseconds(1));
                  });
    };
    Trace trace;
    ASSERT_EQ(run(&trace).trace_hash, run(nullptr).trace_hash);
    ASSERT_FALSE(trace.events.empty());
  }
}

}  // namespace
}  // namespace rollcall::pool_test
