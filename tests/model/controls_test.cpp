// The controls to the tables of defects: a life in which nothing goes wrong convicts nobody, with
// each reading of the page and each repair.
#include "tests/model/defects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace rollcall::pool_test {
namespace {

using documented::FailedCall;
using documented::Repair;
using std::chrono::seconds;

// All that is asked of the documented manager, but that it verifies a worker before it is free:
// that it never does.
std::vector<const Invariant*> asked() {
  std::vector<const Invariant*> invariants = invariants_of("documented");
  std::erase(invariants, &kFreeIsVerified);
  return invariants;
}

// One after the other, and no more than there is room for.
void quiet_life(Pool& pool) {
  join(pool, kFirst, kA);
  join(pool, kOther, kB);
  for (std::uint64_t job = 1; job <= 6; ++job) {
    pool.submit(job, 3 * kMoment);
    pool.let_pass(2 * kMoment);
  }
  pool.come_to_rest(seconds(1));
}

RunResult judge(const PoolOptions& pool, std::uint64_t seed,
                std::span<const Invariant* const> invariants) {
  World world;
  RandomWalk strategy;
  RaceDetector races;
  PoolLedger ledger(world);
  const JudgingList judged(invariants);
  InvariantPack pack(ledger, judged);
  return play(world, {.seed = seed, .strategy = strategy, .check = &pack, .races = &races}, pool,
              ledger, quiet_life);
}

PoolLimits limits() {
  PoolLimits limits;
  limits.workers_max = 2;
  limits.jobs_waiting_max = 2;
  limits.connections_max = 2;
  limits.fresh_for = seconds(5);
  limits.orchestrator = "10.0.0.100:7000";
  return limits;
}

void expect_nothing_found(const PoolOptions& pool, const std::string& what) {
  const std::vector<const Invariant*> invariants = asked();
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = judge(pool, seed, invariants);
    EXPECT_FALSE(result.violation.has_value())
        << what << ", seed " << seed << ": " << result.violation->invariant << ": "
        << result.violation->message;
  }
}

TEST(DocumentedControl, AQuietLifeBreaksNothingInAnyReading) {
  for (const FailedCall reading : {FailedCall::kNothing, FailedCall::kDead, FailedCall::kFree}) {
    expect_nothing_found({.failed_call = reading, .limits = limits()},
                         fmt::format("reading {}", static_cast<int>(reading)));
  }
  expect_nothing_found({.dispatchers = 2, .one_call_at_a_time = true, .limits = limits()},
                       "one call at a time");
  expect_nothing_found({.repeats_failed = true, .limits = limits()}, "failed jobs repeated");
}

TEST(DocumentedControl, AQuietLifeBreaksNothingWithARepair) {
  for (const Repair repair :
       {Repair::kBiggerQueue, Repair::kBlockingPush, Repair::kSkipWhatIsNotFree,
        Repair::kPushOnChangeOnly, Repair::kCloseOldConnection, Repair::kOneLockOverAll}) {
    expect_nothing_found({.repair = repair, .limits = limits()},
                         fmt::format("repair {}", static_cast<int>(repair)));
  }
}

// Between the state and the push somebody may look: these two break it in the quietest life.
TEST(DocumentedControl, APushOutsideTheLockIsSeen) {
  for (const Repair repair : {Repair::kPushAfterUnlock, Repair::kPushFromATask}) {
    const Invariant* const no_loss = &kNoLostFreeWorker;
    const RunResult result =
        judge({.repair = repair, .limits = limits()}, 0, std::span(&no_loss, 1));
    ASSERT_TRUE(result.violation.has_value());
    EXPECT_EQ(result.violation->message,
              "worker a is free but not in the free queue: no job can reach it");
  }
}

}  // namespace
}  // namespace rollcall::pool_test
