#include "scenarios/cli/hunt_plan.hpp"

#include "reports/result.hpp"
#include "scenarios/cli/build_id.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/search.hpp"
#include "sim/base/random.hpp"

#include <fmt/format.h>
#include <sched.h>

#include <algorithm>
#include <cstdlib>
#include <random>
#include <set>
#include <stdexcept>

namespace rollcall {
namespace {

constexpr std::uint64_t kSeedsDefault = 10'000;
// Where time or a plateau ends the hunt. Far from what is ever played, and a batch still has a
// number.
constexpr std::uint64_t kSeedsUnbounded = 1'000'000'000'000;

// The base of a hunt is the one number that comes from outside; it is printed, and given again with
// --seed.
std::uint64_t drawn_base() {
  std::random_device device;
  return (std::uint64_t{device()} << 32) | device();
}

std::uint32_t core_count() {
  cpu_set_t cores;
  return sched_getaffinity(0, sizeof cores, &cores) == 0
             ? static_cast<std::uint32_t>(std::max(CPU_COUNT(&cores), 1))
             : 1;
}

[[noreturn]] void refuse(const std::string& message, const std::string& hint) {
  throw BadInput{.text = fmt::format("rollcall: error: {}\n  hint: {}\n", message, hint),
                 .problem_count = 1};
}

void find_shard(const HuntFlags& flags, HuntPlan& plan) {
  if (!flags.shard.empty()) {
    plan.shard = *parse_shard(flags.shard);
    return;
  }
  try {
    constexpr auto variable = [](const char* name) -> const char* { return std::getenv(name); };
    if (const auto found = shard_of_environment(variable)) {
      plan.shard = found->shard;
      plan.shard_source = found->source;
    }
  } catch (const std::invalid_argument& error) {
    refuse(error.what(), "--shard 2/8 says it on the command line, --shard 1/1 that there is one");
  }
}

void choose_base(const HuntFlags& flags, HuntPlan& plan) {
  if (flags.common.seed) {
    plan.base = *flags.common.seed;
  } else if (plan.shard.count > 1) {
    refuse(fmt::format("shard {} has no base seed: shards of one hunt share it", plan.shard_text()),
           "give each the same --seed (or ROLLCALL_SEED); a commit hash will do");
  } else {
    plan.base = plan.store ? plan.store->base_seed(drawn_base()) : drawn_base();
  }
}

// What a finding has failed with, the smallest first, up to a bound: many fail with every seed.
void add_failing(const StoredFinding& found, const Player& player, std::set<std::uint64_t>& seeds) {
  constexpr std::uint64_t kSeedsMax = 1000;
  seeds.insert(player.hunted_seed(found.search.base, found.failure.index));
  std::uint64_t left = kSeedsMax - 1;
  for (const auto& [first, end] : found.failure.failed.ranges()) {
    for (std::uint64_t index = first; index < end && left > 0; ++index) {
      if (index != found.failure.index) {
        seeds.insert(player.hunted_seed(found.search.base, index));
        --left;
      }
    }
  }
}

// The seeds that the store has as failing, of any build: whether they still do is the question.
void plan_failed(HuntPlan& plan, const std::vector<std::unique_ptr<Player>>& players) {
  std::vector<std::vector<std::uint64_t>> seeds;
  for (const auto& player : players) {
    std::set<std::uint64_t> failing;
    const Search search = search_of(*player, 0);
    for (const StoredFinding& found :
         plan.store->findings(search.content, search.manager, search.strategy)) {
      add_failing(found, *player, failing);
    }
    plan.seed_counts.push_back(failing.size());
    seeds.emplace_back(failing.begin(), failing.end());
  }
  plan.seed_of = [seeds = std::move(seeds)](std::size_t player, std::uint64_t index) {
    return seeds[player][index];
  };
}

}  // namespace

HuntPlan make_plan(const HuntFlags& flags, const std::vector<std::unique_ptr<Player>>& players) {
  HuntPlan plan;
  if (flags.failed && flags.store.empty()) {
    refuse("--failed plays what a store has as failing, and there is none", "add --store FILE");
  }
  if (!flags.store.empty()) {
    plan.store = std::make_unique<Store>(flags.store);
  }
  find_shard(flags, plan);
  plan.jobs = flags.jobs == 0 ? core_count() : flags.jobs;
  plan.rules = {.failures_max = flags.keep_going ? 0 : flags.findings_max,
                .stable_for = flags.stable_for};
  if (flags.failed) {
    plan.rules = {};  // Each of them is played.
    plan_failed(plan, players);
    return plan;
  }
  choose_base(flags, plan);
  const bool unbounded = flags.time || flags.stable_for != 0;
  const std::uint64_t seeds = flags.seeds.value_or(unbounded ? kSeedsUnbounded : kSeedsDefault);
  plan.seed_counts.assign(players.size(), seeds);
  plan.seed_of = [base = plan.base, &players](std::size_t player, std::uint64_t index) {
    return players[player]->hunted_seed(base, index);
  };
  return plan;
}

Search search_of(const Player& player, std::uint64_t base) {
  static const std::string engine = build_id();
  return {.scenario = player.scenario().name,
          .file = player.scenario().file,
          .content = hash_text(name_hash(player.scenario().text)),
          .manager = player.manager(),
          .strategy = player.strategy(),
          .engine = engine,
          .base = base};
}

}  // namespace rollcall
