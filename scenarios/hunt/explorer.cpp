#include "scenarios/hunt/explorer.hpp"

#include "scenarios/engine/search.hpp"
#include "scenarios/hunt/death.hpp"
#include "scenarios/hunt/own_process.hpp"
#include "scenarios/hunt/worker_pool.hpp"
#include "sim/strategy/dfs.hpp"
#include "sim/strategy/dpor.hpp"
#include "sim/strategy/explore.hpp"
#include "sim/strategy/frontier.hpp"
#include "sim/strategy/guided.hpp"
#include "sim/strategy/reproduce.hpp"
#include "sim/trace/decision_file.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace rollcall {
namespace {

constexpr std::chrono::milliseconds kLookEvery{100};

std::unique_ptr<Exploration> make_exploration(const ExplorerSettings& settings) {
  if (settings.reduces) {
    return std::make_unique<PartialOrder>(settings.bounds);
  }
  return std::make_unique<DepthFirst>(settings.bounds);
}

// The portions of a wave are the subjects of a pool, and the numbers of a portion's executions the
// indices of its batch.
struct Wave {
  std::vector<std::optional<PortionResult>> results;  // by portion
  std::optional<BatchEnd> crash;                      // of the lowest portion that had one
  bool stopped = false;

  // Whether all is known of the portions that count: those before a crash.
  [[nodiscard]] bool is_played() const {
    return std::all_of(results.begin(), results.begin() + static_cast<std::ptrdiff_t>(end()),
                       [](const auto& result) { return result.has_value(); });
  }
  [[nodiscard]] std::size_t end() const { return crash ? crash->batch.subject : results.size(); }
};

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
    explored_.complete = frontier_.empty() && !explored_.crash && cuts_nothing();
    explored_.stopped = explored_.stopped && !frontier_.empty();
    return std::move(explored_);
  }

 private:
  // False if that was the last.
  bool play_wave() {
    if (left() == 0) {
      return false;
    }
    Wave wave = explore_wave(std::min(left(), settings_.portion_executions));
    explored_.stopped = wave.stopped;
    std::vector<PortionResult> results;
    for (std::size_t index = 0; index < wave.end(); ++index) {
      if (wave.results[index]) {
        results.push_back(within_limit(index, std::move(*wave.results[index])));
        add(index, results.back());
      }
    }
    if (wave.crash) {
      add_crash(*wave.crash);
    }
    if (results.size() < frontier_.wave_size()) {
      return false;
    }
    frontier_.take_in(std::move(results));
    if (explored_.tally.executions > 0) {
      explored_.estimate = estimated(explored_.tally.played(), frontier_.explored());
    }
    return !explored_.stopped;
  }

  Wave explore_wave(std::uint64_t played_max) {
    Wave wave;
    wave.results.resize(frontier_.wave_size());
    Tally arrived = explored_.tally;
    WorkerPool pool(
        static_cast<std::uint32_t>(std::min(settings_.jobs, wave.results.size())),
        [&](const Batch& batch, const WorkerPool::Announce& announce) {
          return to_bytes(explore(batch.subject, batch.range.end, announce));
        },
        kExecutionPatience);
    std::set<std::size_t> killed;
    for (std::size_t next = 0; !wave.is_played() && !wave.stopped;) {
      for (std::uint32_t worker = 0; worker < pool.count() && next < wave.end(); ++worker) {
        if (pool.is_idle(worker)) {
          pool.give(worker, {.subject = next++, .range = {.first = 0, .end = played_max}});
        }
      }
      for (BatchEnd& end : pool.wait(kLookEvery)) {
        check_worker(end);
        if (end.kind == BatchEnd::Kind::kDone) {
          arrived.add(wave.results[end.batch.subject].emplace(portion_result(end.answer)).tally);
        } else if (was_killed(end) && killed.insert(end.batch.subject).second) {
          pool.give(end.worker, end.batch);
        } else if (end.batch.subject < wave.end()) {
          wave.crash = std::move(end);
        }
      }
      wave.stopped = settings_.stop && settings_.stop(arrived, explored_.estimate);
    }
    return wave;
  }

  [[nodiscard]] std::uint64_t left() const {
    return settings_.executions_max - explored_.tally.played();
  }

  // One that goes beyond the limit together with those before it is explored again, as far as that.
  PortionResult within_limit(std::size_t index, PortionResult result) const {
    return result.tally.played() <= left() ? std::move(result) : explore_again(index, left());
  }

  // As far as it was explored without a crash before.
  [[nodiscard]] PortionResult explore_again(std::size_t index, std::uint64_t played_max) const {
    const BatchEnd end =
        in_own_process([&] { return to_bytes(explore(index, played_max, [](std::uint64_t) {})); });
    ensure(end.kind == BatchEnd::Kind::kDone, "what could be explored can be explored again");
    return portion_result(end.answer);
  }

  // In a process of its own.
  [[nodiscard]] PortionResult explore(std::size_t index, std::uint64_t played_max,
                                      const WorkerPool::Announce& announce) const {
    Player player(scenarios_[frontier_.tree(index)], manager_);
    const std::unique_ptr<Exploration> exploration = make_exploration(settings_);
    std::uint64_t number = 0;
    const auto play = [&](Exploration& playing) {
      announce(number++);
      return player.explore(playing);
    };
    const auto key = [](const RunResult& run) { return signature_of(*run.violation); };
    return explore_portion(*exploration, frontier_.portion(index), played_max, play,
                           {.steps_max = settings_.portion_steps, .key = key});
  }

  void add(std::size_t index, const PortionResult& result) {
    explored_.tally.add(result.tally);
    for (const ExploredOutcome& outcome : result.violations.all()) {
      add(outcome, frontier_.tree(index));
    }
    explored_.findings_not_kept += result.violations.not_kept();
  }

  void add(const ExploredOutcome& outcome, std::size_t scenario) {
    const auto known = std::find_if(
        explored_.findings.begin(), explored_.findings.end(),
        [&](const ExploredFinding& finding) { return finding.signature == outcome.key; });
    if (known != explored_.findings.end()) {
      known->count += outcome.count;
    } else if (explored_.findings.size() < ExploredOutcomes::kMost) {
      explored_.findings.push_back({.signature = outcome.key,
                                    .invariant = outcome.invariant,
                                    .count = outcome.count,
                                    .first = {.scenario = scenario, .path = outcome.path}});
    } else {
      explored_.findings_not_kept += outcome.count;
    }
  }

  // Its portion up to there, which ends where the execution that crashed begins; and that one.
  void add_crash(const BatchEnd& end) {
    const std::size_t index = end.batch.subject;
    Portion portion = frontier_.portion(index);
    const std::uint64_t before = std::min(end.index, left());
    if (before > 0) {
      const PortionResult result = explore_again(index, before);
      add(index, result);
      portion.path.resize(portion.fixed);
      portion.path.insert(portion.path.end(), result.rest.begin(), result.rest.end());
    }
    if (left() == 0) {
      return;
    }
    ExploredCrash& crash = explored_.crash.emplace();
    crash.report = failure_of(end);
    crash.execution = {.scenario = frontier_.tree(index), .path = std::move(portion.path)};
    ++explored_.tally.executions;
    ++explored_.tally.violations[crash.report.invariant];
    explored_.tally.steps += crash.report.steps;
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

std::optional<Schedule> schedule_of(const ExploredCrash& crash, const Scenario& scenario,
                                    std::string_view manager, const ExplorerSettings& settings) {
  if (crash.report.steps == 0) {
    return std::nullopt;
  }
  const BatchEnd written = in_own_process([&] {
    Player player(scenario, manager);
    const std::unique_ptr<Exploration> exploration = make_exploration(settings);
    exploration->resume(crash.execution.path, crash.execution.path.size());
    return format(
        {.header = {}, .schedule = player.explore_before(*exploration, crash.report.steps)});
  });
  if (written.kind != BatchEnd::Kind::kDone) {
    return std::nullopt;
  }
  Schedule schedule = parse_decisions(written.answer, "a worker").schedule;
  const BatchEnd again = in_own_process([&] {
    Player player(scenario, manager);
    Guided guided(schedule);
    static_cast<void>(player.executor()(guided, guided.draws(), nullptr));
    return std::string();
  });
  const bool same = again.kind != BatchEnd::Kind::kDone && failure_of(again) == crash.report;
  return same ? std::optional(std::move(schedule)) : std::nullopt;
}

}  // namespace rollcall
