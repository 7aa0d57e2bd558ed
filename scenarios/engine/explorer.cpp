#include "scenarios/engine/explorer.hpp"

#include "scenarios/engine/forked.hpp"
#include "scenarios/engine/search.hpp"
#include "sim/core/watchdog.hpp"
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/explore.hpp"
#include "sim/strategy/frontier.hpp"
#include "sim/strategy/reproduce.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

std::unique_ptr<Exploration> make_exploration(const ExplorerSettings& settings) {
  if (settings.reduces) {
    return std::make_unique<PartialOrder>(settings.bounds);
  }
  return std::make_unique<DepthFirst>(settings.bounds);
}

class Explorer {
 public:
  Explorer(std::span<const Scenario> scenarios, std::string_view manager,
           const ExplorerSettings& settings)
      : scenarios_(scenarios),
        manager_(manager),
        settings_(settings),
        frontier_(scenarios.size()) {}

  Explored run() {
    while (!frontier_.empty() && play_wave()) {
    }
    explored_.complete = frontier_.empty() && !explored_.crashed && cuts_nothing();
    return std::move(explored_);
  }

 private:
  // False if that was the last.
  bool play_wave() {
    const std::uint64_t left = settings_.executions_max - explored_.tally.played();
    if (left == 0) {
      return false;
    }
    Tally arrived = explored_.tally;
    const ForkedResults forked = run_forked(
        {.count = frontier_.wave_size(),
         .jobs = settings_.jobs,
         .work = [&](std::size_t index) { return explore(index, portion_max(left)); },
         .done = [&](std::size_t,
                     const std::string& bytes) { arrived.add(portion_result(bytes).tally); },
         .stop = [&] { return settings_.stop && settings_.stop(arrived, explored_.estimate); }});
    explored_.stopped = forked.stopped;
    explored_.crashed = forked.crashed;
    std::vector<PortionResult> results;
    for (std::size_t index = 0; index < forked.results.size(); ++index) {
      if (forked.results[index]) {
        results.push_back(within_limit(index, portion_result(*forked.results[index])));
        add(index, results.back());
      }
    }
    if (results.size() < frontier_.wave_size()) {
      return false;
    }
    frontier_.take_in(std::move(results));
    explored_.estimate = estimated(explored_.tally.played(), frontier_.explored());
    return true;
  }

  // One that goes beyond the limit together with those before it is explored again, as far as that.
  PortionResult within_limit(std::size_t index, PortionResult result) const {
    const std::uint64_t left = settings_.executions_max - explored_.tally.played();
    if (result.tally.played() <= left) {
      return result;
    }
    const ForkedResults again = run_forked(
        {.count = 1, .jobs = 1, .work = [&](std::size_t) { return explore(index, left); }});
    ensure(again.results.front().has_value(), "what could be explored can be explored again");
    return portion_result(*again.results.front());
  }

  [[nodiscard]] std::uint64_t portion_max(std::uint64_t left) const {
    return std::min(left, settings_.portion_executions);
  }

  // In a child.
  [[nodiscard]] std::string explore(std::size_t index, std::uint64_t played_max) const {
    const Watchdog watchdog(std::chrono::seconds(30));
    Player player(scenarios_[frontier_.tree(index)], manager_);
    const std::unique_ptr<Exploration> exploration = make_exploration(settings_);
    return to_bytes(explore_portion(*exploration, frontier_.portion(index), played_max,
                                    [&](Exploration& playing) { return player.explore(playing); }));
  }

  void add(std::size_t index, const PortionResult& result) {
    explored_.tally.add(result.tally);
    if (!explored_.first_violation && !result.first_violation.empty()) {
      explored_.first_violation = {.scenario = frontier_.tree(index),
                                   .path = result.first_violation};
    }
  }

  // A draw of many values is settled, as a range in the scenario is: that is no bound.
  [[nodiscard]] bool cuts_nothing() const {
    return !explored_.tally.cuts.steps && !explored_.tally.cuts.preemptions;
  }

  std::span<const Scenario> scenarios_;
  std::string manager_;
  const ExplorerSettings& settings_;
  Frontier frontier_;
  Explored explored_;
};

[[noreturn]] void differs(const Player& player, std::uint64_t first, std::uint64_t second) {
  throw Nondeterminism{.scenario = player.scenario().name,
                       .manager = player.manager(),
                       .seed = 0,
                       .first_hash = first,
                       .second_hash = second};
}

}  // namespace

Explored explore_scenarios(std::span<const Scenario> scenarios, std::string_view manager,
                           const ExplorerSettings& settings) {
  ensure(!scenarios.empty() && settings.jobs > 0, "somebody explores something");
  return Explorer(scenarios, manager, settings).run();
}

Revisited revisit(Player& player, const ExploredExecution& execution,
                  const ExplorerSettings& settings) {
  const std::unique_ptr<Exploration> exploration = make_exploration(settings);
  exploration->resume(execution.path, execution.path.size());
  Revisited revisited;
  revisited.result = player.explore(*exploration, &revisited.trace);
  const std::uint64_t hash = revisited.result.trace_hash;
  const Execute execute = player.executor();
  const Transcript transcript = transcribe(revisited.trace, execute);
  revisited.schedule = transcript.schedule;
  const std::optional<Failure> failure = failure_of(revisited.result);
  if (!failure || transcript.stale) {
    differs(player, hash, transcript.result.trace_hash);
  }
  const Reproduction again = reproduce(revisited.schedule, *failure, execute);
  if (again.outcome != Outcome::kReproduced || again.result.trace_hash != hash) {
    differs(player, hash, again.result.trace_hash);
  }
  return revisited;
}

}  // namespace rollcall
