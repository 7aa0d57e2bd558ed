// `rollcall hunt`: searches seeds until a bound, on all cores, and groups what it finds.
#include "reports/json.hpp"
#include "scenarios/cli/hunt_findings.hpp"
#include "scenarios/cli/hunt_plan.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/progress.hpp"
#include "scenarios/cli/select.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

namespace rollcall {
namespace {

constexpr std::chrono::seconds kSaveEvery{1};  // what a kill may cost

std::vector<Player*> borrowed(const std::vector<std::unique_ptr<Player>>& players) {
  std::vector<Player*> all;
  for (const auto& player : players) {
    all.push_back(player.get());
  }
  return all;
}

// One hunt over all players: what it adds up to, and what was not as expected.
class Hunt {
 public:
  Hunt(const HuntFlags& flags, HuntPlan plan, const std::vector<std::unique_ptr<Player>>& players)
      : flags_(flags),
        plan_(std::move(plan)),
        players_(players),
        batches_(borrowed(players), plan_.seed_of),
        clock_(flags.progress, flags.time),
        pool_(job_count(), playing(), kExecutionPatience) {
    report_.base_seed = plan_.base;
    report_.shard = plan_.shard_text();
  }

  void play(std::size_t which) {
    clock_.begin_scenario(players_.size() - which);
    Player& player = *players_[which];
    const Dealing dealing = plan_.dealing(which);
    const Search search = search_of(player, plan_.base);
    HuntTally tally(plan_.rules);
    if (keeps()) {
      tally = plan_.store->load(search, plan_.rules, dealing);
    }
    const std::uint64_t resumed = tally.tried().count();
    resumed_ += resumed;
    report_.resumed_steps += tally.steps();
    Hunter hunter(pool_, which, dealing, tally);
    News unsaved(dealing);
    auto saved_at = std::chrono::steady_clock::now();
    const auto save = [&] {
      if (keeps() && !unsaved.empty()) {
        plan_.store->add(search, plan_.shard, unsaved, tally);
        unsaved = News(dealing);
      }
      saved_at = std::chrono::steady_clock::now();
    };
    const auto tick = [&](const HuntTally&) {
      if (std::chrono::steady_clock::now() - saved_at >= kSaveEvery) {
        save();
      }
      clock_.tick([&] { return status(player, tally, dealing); });
      if (HuntClock::interrupted()) {
        return Stop::kInterrupt;
      }
      // Each scenario is played at least once, however short the time is and slow the machine.
      const bool played = tally.tried().count() > resumed;
      return played && clock_.time_is_over() ? Stop::kTime : Stop::kNone;
    };
    const Stop stop = hunter.hunt(tick, [&](const Segment& segment) {
      if (keeps() && segment.order_error.empty()) {  // That is played, and told, again.
        unsaved.add(segment);
      }
    });
    save();
    add(tally, stop);
    show(which, hunter, tally, search);
    judge(which, tally);
  }

  ExitCode finish() {
    clock_.clear_line();
    report_.seconds = clock_.seconds();
    report_.resumed = resumed_;
    report_.stopped_by = stop_text(stop_);
    print(flags_.common.json ? to_json(report_) + "\n" : summary_text());
    if (HuntClock::interrupted()) {
      return ExitCode::kInterrupted;
    }
    if (any_divergence_) {
      return ExitCode::kNondeterminism;
    }
    if (report_.executions == 0) {
      log_error(flags_.failed ? "nothing ran: the store has no failing seed of these scenarios"
                              : "nothing ran: this shard has no seed");
      return ExitCode::kNothingRan;
    }
    if (any_unexpected_) {
      return ExitCode::kViolation;
    }
    return any_error_ ? ExitCode::kInput : ExitCode::kAsExpected;
  }

 private:
  // Whether this hunt is kept in the store.
  [[nodiscard]] bool keeps() const { return plan_.store != nullptr && !flags_.failed; }

  [[nodiscard]] std::uint32_t job_count() const {
    std::uint64_t most = 1;
    for (std::size_t i = 0; i < players_.size(); ++i) {
      most = std::max(most, plan_.dealing(i).count());
    }
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(plan_.jobs, most));
  }

  [[nodiscard]] WorkerPool::Play playing() {
    return [this](const Batch& batch, const WorkerPool::Announce& announce) {
      return encode(batches_.play(batch, announce));
    };
  }

  HuntStatus status(const Player& player, const HuntTally& tally, const Dealing& dealing) const {
    const auto met = std::count_if(tally.marks().begin(), tally.marks().end(),
                                   [](const auto& mark) { return mark.second > 0; });
    return {.label = fmt::format("{} ({})", player.scenario().name, player.manager()),
            .executions = report_.executions + tally.tried().count() - resumed_,
            .steps = report_.steps + tally.steps() - report_.resumed_steps,
            .findings = report_.findings + tally.failures().size(),
            .states = report_.states + tally.states().size(),
            .marks_met = static_cast<std::uint64_t>(met),
            .part = tally.tried().count(),
            .whole = dealing.count()};
  }

  void add(const HuntTally& tally, Stop stop) {
    report_.executions += tally.tried().count();
    report_.steps += tally.steps();
    report_.virtual_time =
        sum(report_.virtual_time, Duration(static_cast<std::int64_t>(tally.virtual_ns())));
    report_.states += tally.states().size();
    report_.pairs += tally.pairs().size();
    for (const auto& [name, count] : tally.marks()) {
      report_.sometimes[name] += count;
    }
    stop_ = std::max(stop_, HuntClock::interrupted() ? Stop::kInterrupt : stop);
  }

  void show(std::size_t which, Hunter& hunter, const HuntTally& tally, const Search& search) {
    Player& player = *players_[which];
    clock_.clear_line();
    for (const FoundFailure& failure : in_order(tally)) {
      const std::uint64_t seed = plan_.seed_of(which, failure.index);
      const ConfirmedFinding found =
          confirm(player, hunter, failure, seed, !flags_.common.json, flags_.common.color);
      if (!found.divergence.empty()) {
        any_divergence_ = true;
        log_error(fmt::format("not deterministic: {} on {}, seed {}, {}: {}",
                              player.scenario().name, player.manager(), seed_text(seed),
                              failure.report.signature, found.divergence));
        if (keeps()) {
          plan_.store->forget(search, failure.report.signature);
        }
        continue;
      }
      if (keeps() && !found.decisions.empty()) {
        plan_.store->keep_decisions(search, failure.report.signature, failure.index,
                                    found.decisions);
      }
      ++report_.findings;
      any_unexpected_ = any_unexpected_ || !found.expected;
      print(flags_.common.json ? to_json(report_of(which, found)) + "\n" : text_of(found));
    }
  }

  FindingReport report_of(std::size_t which, const ConfirmedFinding& found) const {
    const Player& player = *players_[which];
    const FoundFailure& failure = found.failure;
    const std::uint64_t first = failure.failed.ranges().begin()->first;
    const std::uint64_t smallest = plan_.seed_of(which, failure.index);
    return {.scenario = player.scenario().name,
            .manager = player.manager(),
            .signature = failure.report.signature,
            .invariant = failure.report.invariant,
            .count = failure.failed.count(),
            .first_seed = plan_.seed_of(which, first),
            .expected = found.expected,
            .replay = replay_line(player, smallest),
            .smallest_seed = smallest,
            .steps = failure.report.steps};
  }

  static std::string text_of(const ConfirmedFinding& found) {
    const std::uint64_t count = found.failure.failed.count();
    return fmt::format("{}seen in {} execution{}: {}{}\n\n", found.screen, count,
                       count == 1 ? "" : "s", found.failure.report.signature,
                       found.expected ? " (expected)" : "");
  }

  void judge(std::size_t which, const HuntTally& tally) {
    const Player& player = *players_[which];
    const std::string& file = player.scenario().file;
    const std::string& wanted = player.expectation()->violates;
    const std::uint64_t executions = tally.tried().count();
    if (!tally.order_error().empty()) {
      any_error_ = true;
      log_error(fmt::format("{}: seed {}: {}", file,
                            seed_text(plan_.seed_of(which, tally.order_error_index())),
                            tally.order_error()));
    } else if (executions == 0) {
      log_warning(fmt::format("{}: not played", file));
    } else if (flags_.failed || !tally.failures().empty()) {
      return;  // Of some seeds, and those chosen: nothing is missed.
    } else if (!wanted.empty()) {
      any_unexpected_ = true;
      log_warning(
          fmt::format("{}: expected {}, not found in {} executions", file, wanted, executions));
    } else if (const auto unseen =
                   unseen_marks(player.scenario(), {tally.marks().begin(), tally.marks().end()});
               !unseen.empty()) {
      any_unexpected_ = true;
      log_warning(fmt::format("{}: never saw {} in {} executions", file, fmt::join(unseen, ", "),
                              executions));
    }
  }

  std::string summary_text() const {
    std::string marks;
    for (const auto& [name, count] : report_.sometimes) {
      marks += fmt::format("{}{} {}", marks.empty() ? "met: " : ", ", name, count);
    }
    const double played = static_cast<double>(report_.executions - report_.resumed);
    std::string text = marks.empty() ? "" : marks + "\n";
    text +=
        fmt::format("coverage: {} pool states, {} racing pairs\n", report_.states, report_.pairs);
    if (report_.resumed > 0) {
      text += fmt::format("resumed: {} of the executions were in the store\n", report_.resumed);
    }
    return text + fmt::format(
                      "{} executions, {} steps, {} of virtual time in {:.1f} s ({:.0f} executions "
                      "a second), {} distinct failure{}, stopped by {}, {}{}\n",
                      report_.executions, report_.steps, to_text(report_.virtual_time),
                      report_.seconds, report_.seconds > 0 ? played / report_.seconds : 0.0,
                      report_.findings, report_.findings == 1 ? "" : "s", report_.stopped_by,
                      flags_.failed ? "seeds of " + flags_.store
                                    : "base seed " + seed_text(report_.base_seed),
                      report_.shard.empty() ? "" : ", shard " + report_.shard);
  }

  const HuntFlags& flags_;
  HuntPlan plan_;
  const std::vector<std::unique_ptr<Player>>& players_;
  BatchPlayer batches_;
  HuntClock clock_;
  WorkerPool pool_;
  HuntReport report_;
  Stop stop_ = Stop::kNone;
  std::uint64_t resumed_ = 0;
  bool any_unexpected_ = false;
  bool any_error_ = false;
  bool any_divergence_ = false;
};

}  // namespace

ExitCode hunt_command(const HuntFlags& flags) {
  const auto scenarios = read_scenarios(flags.common.paths);
  const auto players = make_players(scenarios, flags.common.manager, strategy_of(flags.common));
  if (players.empty()) {
    log_error(nothing_selected(flags.common.manager));
    return ExitCode::kNothingRan;
  }
  HuntPlan plan = make_plan(flags, players);
  const std::string begun = "base seed " + seed_text(plan.base) +
                            (plan.shard_text().empty() ? "" : ", shard " + plan.shard_text()) +
                            (plan.shard_source.empty() ? "" : " by " + plan.shard_source);
  Hunt hunt(flags, std::move(plan), players);
  log_info(begun);  // From here on it can be interrupted.
  for (std::size_t i = 0; i < players.size() && (i == 0 || !HuntClock::interrupted()); ++i) {
    hunt.play(i);
  }
  return hunt.finish();
}

}  // namespace rollcall
