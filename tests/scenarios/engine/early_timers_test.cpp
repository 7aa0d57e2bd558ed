// No false alarm: a pool that holds in the library of scenarios does so, too, where everything that
// could go on is slow now and then.
#include "scenarios/engine/exploration_scope.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "sim/base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

// A random walk in which the clock goes on early now and then.
class EarlyWalk final : public Exploration {
 public:
  explicit EarlyWalk(std::uint64_t seed)
      : Exploration({.preemptions = {}, .early_timers = 1 + static_cast<std::uint32_t>(seed % 3)}),
        seed_(seed) {}

  [[nodiscard]] std::string_view name() const override { return "early walk"; }
  [[nodiscard]] std::uint64_t draw(const Stream& /*stream*/, std::uint64_t count) override {
    return below(count);
  }
  [[nodiscard]] Slot pick(const Situation& situation) override {
    constexpr std::uint64_t kEvery = 50;  // steps, on average
    std::vector<Slot> tasks;
    std::optional<Slot> clock;
    situation.enabled.for_each([&](Slot slot) {
      if (situation.world.task(slot).is_clock()) {
        clock = slot;
      } else {
        tasks.push_back(slot);
      }
    });
    if (clock && below(kEvery) == 0) {
      went_early_ = true;
      return *clock;
    }
    return tasks[below(tasks.size())];
  }

  [[nodiscard]] bool went_early() const { return went_early_; }

 private:
  std::uint64_t below(std::uint64_t count) { return mix(seed_, ++drawn_) % count; }

  std::uint64_t seed_;
  std::uint64_t drawn_ = 0;
  bool went_early_ = false;
};

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry :
       fs::recursive_directory_iterator(fs::path(ROLLCALL_SOURCE_DIR) / "scenarios")) {
    if (entry.path().extension() == ".yaml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Gives how many of the walks had an early timer.
std::uint64_t expect_to_hold(const Scenario& scenario, std::uint64_t first, std::uint64_t count) {
  std::uint64_t early = 0;
  Player player(scenario, "hardened");
  const Expectation* const expected = player.expectation();
  if (!expected->violates.empty()) {
    return 0;
  }
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    EarlyWalk walk(seed);
    const RunResult result = player.explore(walk);
    EXPECT_FALSE(result.violation.has_value())
        << scenario.file << ", walk " << seed << ": " << result.violation->invariant << ": "
        << result.violation->message;
    early += walk.went_early() ? 1U : 0U;
  }
  return early;
}

TEST(EarlyTimersIn, TheLibraryBreakNothingOfTheHardenedManager) {
  const char* const more = std::getenv("ROLLCALL_EARLY_WALKS");  // of each scenario
  const std::uint64_t count = more == nullptr ? 1 : std::strtoull(more, nullptr, 10);
  std::uint64_t first = 0;
  std::uint64_t early = 0;
  for (const fs::path& file : shipped_scenarios()) {
    const Scenario scenario = read_scenario_file(file.string(), vocabulary());
    const bool speaks_of_it =
        std::any_of(scenario.expect.begin(), scenario.expect.end(),
                    [](const Expectation& expected) { return expected.manager == "hardened"; });
    if (!speaks_of_it) {
      continue;
    }
    early += expect_to_hold(scenario, first, count);
    const ExplorationScope scope = exploration_scope(scenario, "hardened", 0, "out");
    early += expect_to_hold(scope.scenarios.front(), first, count);
    first += count;
  }
  EXPECT_GT(early, first) << "about every walk of two has an early timer";
}

// By the strategies that hunt, up to the shutdown.
TEST(EarlyTimersIn, HuntsBreakNothingOfTheHardenedManager) {
  std::uint32_t played = 0;
  for (const fs::path& file : shipped_scenarios()) {
    const Scenario scenario = read_scenario_file(file.string(), vocabulary());
    Player player(scenario, "hardened", "auto+early-3");
    const bool holds = player.expectation() != nullptr && player.expectation()->violates.empty();
    if (!holds || file.parent_path().filename() != "registration") {
      continue;
    }
    for (std::uint64_t index = kProfiledExecutions; index < kProfiledExecutions + 10; ++index) {
      const RunResult result = player.play(player.hunted_seed(0, index));
      EXPECT_FALSE(result.violation.has_value())
          << file << ", index " << index << ": " << result.violation->message;
      ++played;
    }
  }
  EXPECT_GT(played, 100U);
}

// A job waits for the only worker, which the clock may leave behind while it registers.
constexpr const char* kClaim =
    "rollcall: 1\n"
    "name: claim\n"
    "about: A test.\n"
    "manager: {heartbeat: 1s, dead_after: 3s, job_timeout: 2s}\n"
    "workers: {count: 1}\n"
    "steps:\n"
    "  - {at: 2s, register: w1}\n"
    "  - {at: 2s, submit: {jobs: 1}}\n"
    "expect:\n"
    "  hardened: holds\n"
    "  leads_to: [{from: waiting > 0, to: waiting = 0, within: 100ms}]\n";

TEST(EarlyTimersIn, AnExecutionExcuseAClaimWithABound) {
  const Scenario scenario = read_scenario("claim.yaml", kClaim, vocabulary());
  EXPECT_GT(expect_to_hold(scenario, 0, 100), 50U);
}

}  // namespace
}  // namespace rollcall
