// The registry itself, told to the ledger: a small world of workers and messages, each lost, late
// or twice, under which the whole pack holds; and the same with a registry that one message
// deceives.
//
// What a message claims and what the registry is given are the same but for the deceived: the
// ledger is told the truth, the registry the open fence. That is what a registry does that does not
// look.
#include "model/invariants/pack.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"
#include "tests/model/mill.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace rollcall::hardened {
namespace {

struct Grist {
  std::optional<Violation> violation;
  std::uint64_t done_count = 0;
};

Grist grind(std::uint64_t seed, Deceit deceit) {
  constexpr int kSteps = 2000;
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  const std::vector<const Invariant*> asked = invariants_of("hardened");
  const JudgingList judged(asked);
  InvariantPack pack(ledger, judged);
  Grist grist;
  const RunResult result = world.run({.strategy = strategy, .check = &pack}, [&] {
    Mill mill(ledger, seed, deceit);
    for (int step = 0; step < kSteps; ++step) {
      mill.step();
      grist.done_count = mill.done_count();
      sim::yield();
    }
  });
  grist.violation = result.violation;
  return grist;
}

TEST(TellingTheRegistry, BreaksNothingWhateverHappensToMessages) {
  std::uint64_t done_count = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const Grist grist = grind(seed, Deceit::kNone);
    ASSERT_FALSE(grist.violation.has_value())
        << "seed " << seed << ", step " << grist.violation->step << ": "
        << grist.violation->invariant << ": " << grist.violation->message;
    done_count += grist.done_count;
  }
  EXPECT_GT(done_count, 300U);
}

std::string first_conviction(Deceit deceit) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    if (const Grist grist = grind(seed, deceit); grist.violation) {
      return grist.violation->invariant;
    }
  }
  return "none";
}

TEST(TellingTheRegistry, ConvictsOneThatDoesNotLookAtTheGrantOfAProbe) {
  EXPECT_EQ(first_conviction(Deceit::kProbeGrant), "stale-messages-change-nothing");
}

TEST(TellingTheRegistry, ConvictsOneThatDoesNotLookAtTheGrantOfAResult) {
  EXPECT_EQ(first_conviction(Deceit::kCompleteGrant), "stale-messages-change-nothing");
}

TEST(TellingTheRegistry, ConvictsOneThatDoesNotLookAtTheEpochOfAHeartbeat) {
  EXPECT_EQ(first_conviction(Deceit::kHeartbeatEpoch), "stale-messages-change-nothing");
}

}  // namespace
}  // namespace rollcall::hardened
