// `rollcall explore`: goes through all executions of a scenario up to bounds.
#include "reports/json.hpp"
#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/fresh_path.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/progress.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/exploration_scope.hpp"
#include "scenarios/hunt/explorer.hpp"
#include "sim/base/write_file.hpp"
#include "sim/trace/decision_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <system_error>
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
  settings.bounds.steps = flags.depth;
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

std::string plural(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string progress_line(const Player& player, const Tally& tally, std::uint64_t estimate,
                          double seconds) {
  return fmt::format("rollcall: {}: {} executions and {} blocked, {:.0f} a second, {} violating{}",
                     player.scenario().name, tally.executions, tally.blocked,
                     static_cast<double>(tally.played()) / std::max(seconds, 1e-3),
                     tally.violation_count(),
                     estimate == 0 ? "" : fmt::format(", of about {}", estimate));
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

// --- what is printed ---

std::string summary_text(const ExplorationReport& report, const Style& style) {
  std::string text = fmt::format("{}  {}, {} manager\n  by {}: ",
                                 report.expected ? paint("as expected", Tone::kGood, style)
                                                 : paint("UNEXPECTED", Tone::kBad, style),
                                 report.scenario, report.manager, report.strategy);
  text += report.complete ? "complete\n"
                          : fmt::format("incomplete, cut by {}\n", fmt::join(report.cut_by, ", "));
  text += fmt::format("  {}, {} blocked, {} cut, {} in {:.2f} s\n",
                      plural(report.executions, "execution"), report.blocked, report.cut,
                      plural(report.steps, "step"), report.seconds);
  if (report.variants > 1) {
    text += fmt::format("  {} with and without a fault\n", plural(report.variants, "variant"));
  }
  if (!report.complete && report.estimate > report.executions + report.blocked) {
    text += fmt::format("  of about {} in all, blocked ones included (a guess)\n", report.estimate);
  }
  for (const auto& [invariant, count] : report.violations) {
    text += fmt::format("  violated: {} in {}\n", invariant, plural(count, "execution"));
  }
  if (report.violations.empty()) {
    text += report.complete ? "  no violation\n"
                            : "  no violation in what was explored; what was cut is unknown\n";
  }
  for (const std::string& what : report.fixed) {
    text += fmt::format("  fixed: {}\n", what);
  }
  return text;
}

// --- what is kept ---

// As it was explored, under a name that no file has, nor one of decisions.
Scenario to_keep(Scenario scenario) {
  scenario.file = fresh_path(scenario.file, ".decisions").string();
  return scenario;
}

// Writes the scenario, and beside it the decisions; gives the path of these.
std::string keep(const Player& player, const Schedule& schedule, const FailureReport& failure) {
  const std::filesystem::path path = player.scenario().file;
  std::filesystem::path decisions = path;
  decisions.replace_extension(".decisions");
  const DecisionFile file = decision_file(player,
                                          {.scenario = path.filename().string(),
                                           .invariant = failure.invariant,
                                           .trace_hash = failure.trace_hash},
                                          schedule);
  write_files(std::vector<FileText>{{.path = path.string(), .text = player.scenario().text},
                                    {.path = decisions.string(), .text = format(file)}});
  return decisions.string();
}

// Makes it, and a file in it for a moment: what cannot be shows now and not after hours.
void check_folder(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const std::filesystem::path probe = folder / fmt::format("probe-{}", getpid());
  write_new_file(probe.string(), std::string(4096, ' '));  // a block: an empty file takes none
  std::filesystem::remove(probe);
}

std::string replay_of(const Player& player, const std::string& decisions) {
  return fmt::format("{} replay {} --decisions {}", command_word(),
                     shell_word(player.scenario().file), shell_word(decisions));
}

// One exploration after the other: what they add up to is the exit code.
class Exploring {
 public:
  explicit Exploring(const ExploreFlags& flags)
      : flags_(flags), settings_(settings_of(flags)), clock_(flags.progress, flags.time) {}

  void explore(const Player& asked) {
    const ExplorationScope scope =
        exploration_scope(asked.scenario(), asked.manager(), flags_.faults, flags_.out);
    clock_.begin_scenario(1);
    const double start = clock_.seconds();
    settings_.stop = [&](const Tally& so_far, std::uint64_t estimate) {
      clock_.tick_line(
          [&] { return progress_line(asked, so_far, estimate, clock_.seconds() - start); });
      return clock_.time_is_over() || HuntClock::interrupted();
    };
    const Explored explored = explore_scenarios(scope.scenarios, asked.manager(), settings_);
    ExplorationReport report = report_of(asked, explored, scope);
    report.seconds = clock_.seconds() - start;
    report.expected = judge(asked, explored);
    std::string screen;
    if (explored.first_violation) {
      screen = show(scope.scenarios[explored.first_violation->scenario], asked.manager(),
                    *explored.first_violation, report);
    }
    if (explored.crash) {
      screen += show(scope.scenarios[explored.crash->execution.scenario], asked.manager(),
                     *explored.crash, report);
    }
    print(flags_.common.json ? to_json(report) + "\n" : summary_text(report, style()) + screen);
    if (!unkept_.empty()) {
      log_error(std::exchange(unkept_, ""));
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
    return any_error_ ? ExitCode::kInput : ExitCode::kAsExpected;
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
                             .estimate = explored.complete ? tally.played() : explored.estimate,
                             .fixed = scope.fixed};
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

  [[nodiscard]] std::string early_timers_text() const {
    const std::uint32_t count = flags_.early_timers;
    return count == 0 ? "timers: none fires while a task can go on; --early-timers 1 lets one"
                      : fmt::format("timers: the next fires while a task can go on {} at most",
                                    count == 1 ? "once" : fmt::format("{} times", count));
  }

  // Whether what was found is what the scenario expects of this manager. One that is expected to be
  // broken may break in other ways, too: all executions are gone through. It may not crash, which
  // ends the exploration.
  bool judge(const Player& asked, const Explored& explored) {
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

  // Keeps it; gives the line that replays it. Where nothing can be written it is still told.
  std::string kept(const Player& player, const Schedule& schedule, const FailureReport& failure,
                   ExplorationReport& report) {
    try {
      report.decisions = keep(player, schedule, failure);
      return replay_of(player, report.decisions);
    } catch (const std::system_error& error) {
      unkept_ = error.what();
      report.decisions.clear();  // of another execution, if there are any
      return "none, as it could not be kept";
    }
  }

  std::string show(const Scenario& explored, const std::string& manager,
                   const ExploredExecution& found, ExplorationReport& report) {
    const Scenario scenario = to_keep(explored);
    Player player(scenario, manager);
    const Revisited revisited = revisit(player, found, settings_);
    const std::string replay = kept(player, revisited.schedule,
                                    {.invariant = revisited.result.violation->invariant,
                                     .trace_hash = revisited.result.trace_hash},
                                    report);
    ExecutionReport execution =
        rollcall::report_of(player, {.seed = 0, .result = revisited.result}, report.expected);
    execution.strategy = report.strategy;
    execution.replay = replay;
    return "\n" + explain(player, execution, revisited.trace, flags_.common.verbose, style());
  }

  std::string show(const Scenario& explored, const std::string& manager, const ExploredCrash& crash,
                   ExplorationReport& report) {
    const auto schedule = schedule_of(crash, explored, manager, settings_);
    if (!schedule) {
      return fmt::format("\n{} {}  {}\n  it leaves no decisions that lead to it again\n",
                         paint("VIOLATION", Tone::kBad, style()), crash.report.invariant,
                         crash.report.message);
    }
    const Scenario scenario = to_keep(explored);
    const Player player(scenario, manager);
    const std::string replay = kept(player, *schedule, crash.report, report);
    const std::string which =
        report.decisions.empty() ? "its decisions are not kept" : "decisions " + report.decisions;
    return "\n" + death_screen(player, crash.report, which, replay, style());
  }

  const ExploreFlags& flags_;
  ExplorerSettings settings_;
  HuntClock clock_;
  std::string unkept_;  // why what was found could not be written; "" if it could
  bool any_unexpected_ = false;
  bool any_error_ = false;
  bool any_unkept_ = false;
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
  for (const auto& player : players) {
    exploring.explore(*player);
  }
  return exploring.finish();
}

}  // namespace rollcall
