// `rollcall explore`: goes through all executions of a scenario up to bounds.
#include "sim/strategy/explore.hpp"

#include "reports/json.hpp"
#include "scenarios/cli/explore_findings.hpp"
#include "scenarios/cli/explore_summary.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/progress.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/exploration_scope.hpp"
#include "scenarios/hunt/explorer.hpp"
#include "scenarios/hunt/profiled_depth.hpp"
#include "sim/base/write_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <thread>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

[[noreturn]] void usage_error(const std::string& message) {
  throw BadInput{
      .text = fmt::format("rollcall: error: {}\ntry: rollcall explore --help\n", message),
      .problem_count = 1};
}

// "preemptions=2"
std::uint32_t preemptions_of(const std::string& bound) {
  constexpr std::string_view kKey = "preemptions=";
  std::uint32_t count = 0;
  const char* const last = bound.data() + bound.size();
  const char* const first = bound.data() + std::min(kKey.size(), bound.size());
  const auto [end, error] = std::from_chars(first, last, count);
  if (!bound.starts_with(kKey) || first == last || end != last || error != std::errc()) {
    usage_error(fmt::format("'{}' is no bound: write --bound preemptions=N", bound));
  }
  return count;
}

ExplorerSettings settings_of(const ExploreFlags& flags) {
  ExplorerSettings settings;
  settings.bounds.early_timers = flags.early_timers;
  settings.reduces = flags.common.strategy != "dfs";
  if (!flags.bound.empty()) {
    settings.bounds.preemptions = preemptions_of(flags.bound);
    if (flags.common.strategy == "dpor") {
      usage_error(
          "a bound on preemptions is for dfs: with what dpor leaves out it would lose executions");
    }
    settings.reduces = false;
  }
  settings.jobs = flags.jobs > 0 ? flags.jobs : std::max(1U, std::thread::hardware_concurrency());
  if (flags.executions) {
    settings.executions_max = *flags.executions;
  }
  return settings;
}

std::string progress_line(const Player& player, const Tally& tally, std::uint64_t estimate,
                          double seconds) {
  return fmt::format("rollcall: {}: {} executions and {} blocked, {:.0f} a second, {} violating{}",
                     player.scenario().name, tally.executions, tally.blocked,
                     static_cast<double>(tally.played()) / std::max(seconds, 1e-3),
                     tally.violation_count(), estimate == 0 ? "" : ", " + estimate_text(estimate));
}

std::vector<std::string> cut_by(const Explored& explored, const ExplorerSettings& settings) {
  std::vector<std::string> names;
  const auto add_if = [&](bool holds, const char* name) {
    if (holds) {
      names.emplace_back(name);
    }
  };
  add_if(explored.tally.cuts.steps, "depth");
  add_if(explored.tally.cuts.preemptions, "preemptions");
  add_if(explored.crash.has_value(), "crash");
  add_if(explored.stopped, HuntClock::interrupted() ? "interrupt" : "time");
  const bool by_count = explored.tally.played() >= settings.executions_max;
  add_if(by_count && !explored.complete && !explored.stopped && !explored.crash, "executions");
  return names;
}

// Makes it, and a file in it for a moment: what cannot be shows now and not after hours.
void check_folder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path probe = folder / fmt::format("probe-{}", getpid());
  write_new_file(probe.string(), std::string(4096, ' '));  // a block: an empty file takes none
  std::filesystem::remove(probe);
}

// One exploration after the other: what they add up to is the exit code.
class Exploring {
 public:
  explicit Exploring(const ExploreFlags& flags)
      : flags_(flags), settings_(settings_of(flags)), clock_(flags.progress, flags.time) {}

  // `left`: so many are to be explored, this one included.
  void explore(const Player& asked, std::size_t left) {
    const ExplorationScope scope =
        exploration_scope(asked.scenario(), asked.manager(), flags_.faults, flags_.out);
    clock_.begin_scenario(left);
    const double start = clock_.seconds();
    settings_.bounds.steps =
        flags_.depth ? *flags_.depth : profiled_depth(scope.scenarios, asked.manager());
    settings_.stop = [&](const Tally& so_far, std::uint64_t estimate) {
      clock_.tick_line(
          [&] { return progress_line(asked, so_far, estimate, clock_.seconds() - start); });
      // As in a hunt, something is played however short the time is.
      return (so_far.played() > 0 && clock_.time_is_over()) || HuntClock::interrupted();
    };
    const Explored explored = explore_scenarios(scope.scenarios, asked.manager(), settings_);
    ExplorationReport report = report_of(asked, explored, scope);
    report.seconds = clock_.seconds() - start;
    report.expected = judge(asked, explored, report);
    KeptFindings kept = keep_findings(explored, scope.scenarios, asked.manager(),
                                      asked.expectation()->violates, settings_, flags_.common);
    report.findings = std::move(kept.reports);
    print(flags_.common.json ? to_json(report) + "\n"
                             : summary_text(report, estimate_of(explored), style()) + kept.screen);
    if (!kept.unkept.empty()) {
      log_error(kept.unkept);
      any_unkept_ = true;
    }
  }

  [[nodiscard]] ExitCode finish() const {
    if (HuntClock::interrupted()) {
      return ExitCode::kInterrupted;
    }
    if (any_unkept_) {
      return ExitCode::kInput;
    }
    if (any_unexpected_) {
      return ExitCode::kViolation;
    }
    if (any_error_) {
      return ExitCode::kInput;
    }
    return any_without_result_ ? ExitCode::kNothingRan : ExitCode::kAsExpected;
  }

 private:
  [[nodiscard]] Style style() const { return style_of(STDOUT_FILENO, flags_.common.color); }

  [[nodiscard]] ExplorationReport report_of(const Player& asked, const Explored& explored,
                                            const ExplorationScope& scope) const {
    const Tally& tally = explored.tally;
    ExplorationReport report{.scenario = asked.scenario().name,
                             .manager = asked.manager(),
                             .strategy = settings_.reduces ? "dpor" : "dfs",
                             .variants = scope.scenarios.size(),
                             .executions = tally.executions,
                             .blocked = tally.blocked,
                             .cut = tally.cut,
                             .complete = explored.complete,
                             .cut_by = cut_by(explored, settings_),
                             .violations = tally.violations,
                             .steps = tally.steps,
                             .depth = settings_.bounds.steps,
                             .fixed = scope.fixed,
                             .findings_not_kept = explored.findings_not_kept};
    const std::uint64_t estimate = estimate_of(explored);
    if (estimate > 0 && estimate < kEstimateMost) {
      report.estimate = estimate;
    }
    report.fixed.push_back(early_timers_text());
    const std::vector<LeadsTo>& claims = asked.scenario().leads_to;
    const bool bounded = std::any_of(claims.begin(), claims.end(),
                                     [](const LeadsTo& claim) { return claim.within.has_value(); });
    if (flags_.early_timers > 0) {
      report.fixed.push_back(fmt::format("due-is-done{}: not judged once a timer was early",
                                         bounded ? ", leads_to within a time" : ""));
    }
    if (tally.cuts.draws) {
      report.fixed.emplace_back("draws of more than 64 values, at their least");
    }
    return report;
  }

  [[nodiscard]] static std::uint64_t estimate_of(const Explored& explored) {
    return explored.complete ? explored.tally.played() : explored.estimate;
  }

  [[nodiscard]] std::string early_timers_text() const {
    const std::uint32_t count = flags_.early_timers;
    return count == 0 ? "timers: none fires while a task can go on; --early-timers 1 lets one"
                      : fmt::format("timers: the next fires while a task can go on {} at most",
                                    count == 1 ? "once" : fmt::format("{} times", count));
  }

  // Whether what was found is what the scenario expects of this manager. One that is expected to be
  // broken may break in other ways, too: all executions are gone through. It may not crash, which
  // ends the exploration. Without an execution that came to its end nothing is known.
  bool judge(const Player& asked, const Explored& explored, const ExplorationReport& report) {
    if (report.executions == 0) {
      any_without_result_ = true;
      log_error(fmt::format("{}: {}", asked.scenario().file, nothing_ended(report)));
      return false;
    }
    const std::string& wanted = asked.expectation()->violates;
    const auto& violations = explored.tally.violations;
    const bool found = wanted.empty() ? violations.empty() : violations.contains(wanted);
    const bool expected = found && (!explored.crash || explored.crash->report.invariant == wanted);
    if (!wanted.empty() && !violations.contains(wanted)) {
      log_warning(fmt::format("{}: expected {}, not found{}", asked.scenario().file, wanted,
                              explored.complete ? "" : " in what was explored"));
    }
    any_unexpected_ = any_unexpected_ || !expected;
    if (!explored.tally.order_error.empty()) {
      any_error_ = true;
      log_error(fmt::format("{}: {}", asked.scenario().file, explored.tally.order_error));
    }
    return expected;
  }

  const ExploreFlags& flags_;
  ExplorerSettings settings_;
  HuntClock clock_;
  bool any_unexpected_ = false;
  bool any_error_ = false;
  bool any_unkept_ = false;
  bool any_without_result_ = false;  // no execution came to its end
};

}  // namespace

ExitCode explore_command(const ExploreFlags& flags) {
  const auto scenarios = read_scenarios(flags.common.paths);
  const auto players = make_players(scenarios, flags.common.manager, "random");
  if (players.empty()) {
    log_error(nothing_selected(flags.common.manager));
    return ExitCode::kNothingRan;
  }
  Exploring exploring(flags);
  check_folder(flags.out);
  for (std::size_t index = 0; index < players.size(); ++index) {
    exploring.explore(*players[index], players.size() - index);
  }
  return exploring.finish();
}

}  // namespace rollcall
