#include "tests/model/defects.hpp"

#include "sim/check/data_race.hpp"

#include <cctype>
#include <ostream>

namespace rollcall::pool_test {
namespace {

// Seeds under which a schedule that leaves nothing to chance is played.
constexpr std::uint64_t kSeeds = 5;
// Where something is.
constexpr std::uint64_t kSeedsOfChance = 1000;

// Plays it with that invariant judged, or nothing if the engine is to find it. "": it is convicted
// as it should be; else what came instead.
std::string difference(World& world, const Defect& defect, const Conviction& conviction,
                       std::uint64_t seed) {
  RandomWalk strategy;
  RaceDetector races;
  PoolLedger ledger(world);
  const Invariant* const invariant = find_invariant(conviction.invariant);
  const JudgingList judged(invariant == nullptr ? std::vector<const Invariant*>{}
                                                : std::vector{invariant});
  InvariantPack pack(ledger, judged);
  const RunOptions options{.seed = seed,
                           .strategy = strategy,
                           .check = &pack,
                           .order = defect.order,
                           .races = defect.races ? &races : nullptr,
                           .steps_max = defect.steps_max};
  const RunResult result = play(world, options, defect.pool, ledger, defect.play);
  if (!result.violation) {
    return "no violation " + result.order_error;
  }
  const Violation& found = *result.violation;
  const bool right = found.invariant == conviction.invariant &&
                     found.message.find(conviction.message) != std::string::npos;
  return right ? "" : found.invariant + ": " + found.message;
}

TEST_P(DocumentedDefect, IsConvicted) {
  const Defect& defect = GetParam();
  World world;
  for (const Conviction& conviction : defect.convicted_by) {
    if (defect.chance) {
      std::uint32_t convicted = 0;
      for (std::uint64_t seed = 0; seed < kSeedsOfChance; ++seed) {
        convicted += difference(world, defect, conviction, seed).empty() ? 1U : 0U;
      }
      EXPECT_GT(convicted, 0U) << conviction.invariant << " is not found";
      RecordProperty(conviction.invariant + ", seeds of 1000", std::to_string(convicted));
      continue;
    }
    for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
      EXPECT_EQ(difference(world, defect, conviction, seed), "")
          << conviction.invariant << ", seed " << seed;
    }
  }
}

TEST_P(DocumentedDefect, ShowsInTheState) {
  const Defect& defect = GetParam();
  if (defect.state.empty()) {
    return;
  }
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
    PoolLedger ledger(world);
    std::string seen;
    const RunOptions options{.seed = seed, .strategy = strategy, .order = defect.order};
    const RunResult result = play(world, options, defect.pool, ledger, [&](Pool& pool) {
      defect.play(pool);
      seen = pool.seen();
    });
    EXPECT_EQ(result.order_error, "");
    EXPECT_FALSE(result.violation.has_value()) << result.violation->message;
    EXPECT_EQ(seen, defect.state) << "seed " << seed;
  }
}

}  // namespace

void PrintTo(const Defect& defect, std::ostream* out) { *out << defect.name; }

std::string test_name(const testing::TestParamInfo<Defect>& info) {
  std::string name;
  bool starts_word = true;
  for (const char letter : info.param.name) {
    const auto code = static_cast<unsigned char>(letter);
    if (std::isalnum(code) == 0) {
      starts_word = true;
      continue;
    }
    name += static_cast<char>(starts_word ? std::toupper(code) : code);
    starts_word = false;
  }
  return name;
}

std::string endpoint(const WorkerInfo& info) { return info.ip + ":" + std::to_string(info.port); }

void enlist(Pool& pool, std::string_view task, const WorkerInfo& info) {
  pool.register_worker(task, info);
  pool.let_pass(kMoment);
}

ProcessId join(Pool& pool, std::string_view task, const WorkerInfo& info, Manner manner) {
  const ProcessId process = pool.processes().start(info.id, endpoint(info), manner);
  pool.call_register("caller", task, {.info = info, .process = process});
  pool.let_pass(kMoment);
  return process;
}

}  // namespace rollcall::pool_test
