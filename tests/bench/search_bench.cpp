// Executions until a bug first shows, by strategy, and how many times as many auto needs as the
// best of the others: of the planted bugs, and of what scenarios expect managers to violate. Each
// number is the median of 30 campaigns, which have a base seed each.
//
// The executions for a profile come first, as in every search, and count. They are the same in all
// campaigns, and may be lucky: the last column is the ratio without them.
//
// Usage: rollcall_search_bench [SCENARIO ...]. Without scenarios, the planted bugs alone.
#include "scenarios/engine/player.hpp"
#include "scenarios/engine/vocabulary.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/strategy/random.hpp"
#include "tests/sim/planted/planted.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

constexpr std::uint64_t kCampaigns = 30;
// The last is compared with the others.
constexpr std::array kNames{"random", "pct-2", "pct",    "pct-5", "pos",
                            "surw",   "urw",   "starve", "auto"};

/// Plays a bug's program.
struct Plays {
  std::function<void(const char* strategy)> follow;          // from now on
  std::function<bool(std::uint64_t seed)> shows;             // the execution of that seed the bug
  std::function<bool(std::uint64_t number)> profiled_shows;  // one of those for the profile
  std::uint64_t executions_max = 0;
};

// executions_max + 1 if none of them shows it.
std::uint64_t executions_to_first(const Plays& plays, bool profiled, std::uint64_t campaign) {
  std::uint64_t count = 0;
  bool found = false;
  while (profiled && count < kProfiledExecutions && !found) {
    found = plays.profiled_shows(count++);
  }
  while (count <= plays.executions_max && !found) {
    found = plays.shows(mix(campaign, count++));
  }
  return count;
}

// Ends early once more than half of the campaigns have found nothing.
std::uint64_t median(const Plays& plays, bool profiled) {
  std::vector<std::uint64_t> counts;
  std::uint64_t misses = 0;
  for (std::uint64_t campaign = 0; campaign < kCampaigns && 2 * misses <= kCampaigns; ++campaign) {
    counts.push_back(executions_to_first(plays, profiled, campaign));
    misses += counts.back() > plays.executions_max ? 1U : 0U;
  }
  std::sort(counts.begin(), counts.end());
  return counts[counts.size() / 2];
}

/// How many times as many executions auto needs as the best of the others, and the mean of that.
class Ratios {
 public:
  /// The next strategy's, in the order of kNames.
  void add(std::uint64_t executions) { row_.push_back(executions); }
  [[nodiscard]] std::uint64_t best() const {
    return *std::min_element(row_.begin(), row_.end() - 1);
  }
  double end_of_row(bool counts) {
    const double ratio = static_cast<double>(row_.back()) / static_cast<double>(best());
    logarithms_ += counts ? std::log(ratio) : 0;
    count_ += counts ? 1 : 0;
    row_.clear();
    return ratio;
  }
  [[nodiscard]] double mean() const { return std::exp(logarithms_ / count_); }

 private:
  std::vector<std::uint64_t> row_;
  double logarithms_ = 0;
  int count_ = 0;
};

class SearchTable {
 public:
  SearchTable() {
    std::printf("%-50s", "executions to first bug");
    for (const char* strategy : kNames) {
      std::printf("%8s", strategy);
    }
    std::printf("%8s%8s\n", "ratio", "alone");
  }

  void print(const std::string& name, const Plays& plays) {
    std::printf("%-50s", name.c_str());
    for (const char* strategy : kNames) {
      plays.follow(strategy);
      const std::uint64_t executions = median(plays, uses_profile(strategy));
      searched_.add(executions);
      alone_.add(uses_profile(strategy) ? median(plays, false) : executions);
      const bool found = executions <= plays.executions_max;
      std::printf("%8s", found ? std::to_string(executions).c_str() : "-");
      std::fflush(stdout);
    }
    // A bug that nobody finds compares nobody.
    const bool compared = searched_.best() <= plays.executions_max;
    const double searched = searched_.end_of_row(compared);
    const double alone = alone_.end_of_row(compared);
    std::printf("%s\n", compared ? fmt::format("{:8.2f}{:8.2f}", searched, alone).c_str() : "");
  }

  void print_means() const {
    std::printf("geometric mean so far: %.2f, without the executions for profiles %.2f\n",
                searched_.mean(), alone_.mean());
  }

 private:
  Ratios searched_;
  Ratios alone_;
};

void print_planted(SearchTable& table) {
  World world;
  RandomWalk walk;
  for (const PlantedBug& bug : planted_bugs()) {
    const std::uint64_t program = name_hash(bug.name);
    const Profile estimate = profile(world, program, bug.body);
    std::unique_ptr<Strategy> strategy;
    const auto shows = [&](std::uint64_t seed, Strategy& played) {
      return world.run({.seed = seed, .strategy = played}, bug.body).violation.has_value();
    };
    table.print(
        std::string(bug.name),
        {.follow = [&](const char* name) { strategy = make_strategy(name, estimate); },
         .shows = [&](std::uint64_t seed) { return shows(seed, *strategy); },
         .profiled_shows =
             [&](std::uint64_t number) { return shows(profiled_seed(program, number), walk); },
         .executions_max = 10'000});
  }
}

// Without its order, which would give the race away.
void print_scenario(SearchTable& table, Scenario scenario) {
  scenario.order.clear();
  for (const Expectation& expectation : scenario.expect) {
    if (expectation.violates.empty()) {
      continue;
    }
    Player player(scenario, expectation.manager);
    const auto shows = [&](std::uint64_t seed) { return player.play(seed).violation.has_value(); };
    table.print(scenario.name + " " + expectation.manager,
                {.follow = [&](const char* name) { player.follow(name); },
                 .shows = shows,
                 .profiled_shows =
                     [&](std::uint64_t number) { return shows(player.hunted_seed(0, number)); },
                 .executions_max = 1000});
  }
}

}  // namespace
}  // namespace rollcall

int main(int argc, char** argv) {
  rollcall::SearchTable table;
  rollcall::print_planted(table);
  table.print_means();
  for (int i = 1; i < argc; ++i) {
    for (rollcall::Scenario& scenario :
         rollcall::read_instances_file(argv[i], rollcall::vocabulary())) {
      rollcall::print_scenario(table, std::move(scenario));
    }
  }
  table.print_means();
  return 0;
}
