// `rollcall shrink`: the smallest scenario and schedule that still fail in the same way, as a file
// to hand on.
#include "reports/json.hpp"
#include "reports/table.hpp"
#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/fresh_path.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/progress.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/cli/shrink_output.hpp"
#include "scenarios/cli/verify.hpp"
#include "scenarios/engine/shrink_scenario.hpp"
#include "scenarios/language/scenario_writer.hpp"
#include "sim/base/write_file.hpp"
#include "sim/trace/decision_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <utility>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = "-shrunk";
constexpr std::string_view kProvenance = "shrunk from ";
constexpr std::uint64_t kReplayedSeed = 0;  // any: what fails under every schedule has none

// The execution that is to be shrunk.
struct Found {
  Schedule schedule;
  RunResult result;
};

const Regression* regression_of(const Player& player) {
  for (const Regression& regression : player.scenario().regressions) {
    if (regression.manager == player.manager()) {
      return &regression;
    }
  }
  return nullptr;
}

// By its seed; without one by the scenario's own decision file.
std::optional<Found> find(Player& player, const ShrinkFlags& flags) {
  if (flags.common.seed) {
    Trace trace;
    RunResult result = record(player, *flags.common.seed, std::nullopt, trace);
    return Found{.schedule = transcribe(trace, player.executor()).schedule,
                 .result = std::move(result)};
  }
  if (const Regression* regression = regression_of(player)) {
    Schedule schedule = read_decisions(player.scenario(), *regression).schedule;
    Replayed replayed = replay_regression(player.scenario(), *regression);
    if (!replayed.stale.empty()) {
      throw StaleTrace{.file = path_of(player.scenario(), *regression), .what = replayed.stale};
    }
    return Found{.schedule = std::move(schedule), .result = std::move(replayed.result)};
  }
  return std::nullopt;
}

// What came out, under a name of its own and with where it comes from. Both stay as they are where
// the original was shrunk itself.
Scenario named(const ShrunkCase& shrunk, const Player& player) {
  Scenario scenario = shrunk.scenario;
  const std::string& name = player.scenario().name;
  const std::string base = name.substr(0, name.find('@'));  // The values are in `params`.
  scenario.name = base.ends_with(kSuffix) ? base : base + std::string(kSuffix);
  const bool said =
      std::any_of(scenario.from.begin(), scenario.from.end(),
                  [](const std::string& from) { return from.starts_with(kProvenance); });
  if (!said) {
    scenario.from.push_back(std::string(kProvenance) + name);
  }
  return scenario;
}

SizeReport report_of(const CaseSize& size) {
  return {.steps = size.steps,
          .workers = size.workers,
          .jobs = size.jobs,
          .faults = size.faults,
          .preemptions = size.preemptions};
}

// "a b" as two cells of numbers, aligned to the right.
std::string line_of(std::string_view what, std::uint64_t before, std::uint64_t after) {
  return fmt::format("  {:<12}{:>7}{:>7}\n", what, before, after);
}

std::string held_by(const ShrinkReport& report) {
  if (report.schedule == "free") {
    return "every schedule that was tried fails: nothing is left to chance\n";
  }
  if (report.schedule == "order") {
    return fmt::format("with an order of {} point{} every schedule that was tried fails\n",
                       report.order_points, report.order_points == 1 ? "" : "s");
  }
  return fmt::format("no order of points suffices: the schedule is in {}\n", report.decisions);
}

std::string text_of(const ShrinkReport& report) {
  return fmt::format("shrunk {} on {}: {}\n", report.scenario, report.manager, report.invariant) +
         fmt::format("  {:<12}{:>7}{:>7}\n", "", "before", "after") +
         line_of("steps", report.before.steps, report.after.steps) +
         line_of("workers", report.before.workers, report.after.workers) +
         line_of("jobs", report.before.jobs, report.after.jobs) +
         line_of("faults", report.before.faults, report.after.faults) +
         line_of("preemptions", report.before.preemptions, report.after.preemptions) +
         held_by(report) +
         fmt::format(
             "{} executions in {:.1f} s{}\nwritten: {}\nreplayed from there: it fails in the same "
             "way\nreplay: {}\n",
             report.executions, report.seconds,
             report.complete ? "" : "; the time was over, there may be something simpler",
             report.file, report.replay);
}

// Writes the files and says where they are.
Scenario write(const ShrunkCase& shrunk, const Player& player, const ShrinkFlags& flags,
               ShrinkReport& report) {
  Scenario scenario = named(shrunk, player);
  const fs::path path =
      flags.output.empty()
          ? fresh_path(fs::path(flags.folder) / (scenario.name + ".yaml"), ".decisions")
          : fs::path(flags.output);
  scenario.file = report.file = path.string();
  std::vector<FileText> files;
  if (shrunk.decisions) {
    const fs::path beside = decisions_beside(path);
    report.decisions = beside.string();
    scenario.regressions = {{.decisions = beside.filename().string(),
                             .manager = player.manager(),
                             .violates = report.invariant,
                             .position = {}}};
    files.push_back({.path = report.decisions,
                     .text = format(decision_file(player,
                                                  {.scenario = path.filename().string(),
                                                   .invariant = report.invariant,
                                                   .trace_hash = shrunk.result.trace_hash},
                                                  *shrunk.decisions))});
  }
  files.push_back({.path = report.file, .text = to_yaml(scenario)});
  write_files(files);
  const Player written(scenario, player.manager());
  report.replay = shrunk.decisions ? replay_line(written, report.decisions)
                                   : replay_line(written, kReplayedSeed);
  return scenario;
}

// What the line of a report replays: by decisions, else by a seed.
struct Played {
  Replayed replayed;
  std::vector<std::string> lines;
};

Played play(Player& player, const std::optional<Schedule>& decisions) {
  Trace trace;
  Played played;
  if (decisions) {
    played.replayed = replay_decisions(player, *decisions, &trace);
  } else {
    played.replayed.result = player.play(kReplayedSeed, &trace);
  }
  played.lines = execution_lines(trace, played.replayed.result);
  return played;
}

// Plays what is in the files, as a user would. Why it does not fail as it should; "" if it does.
std::string doubt_of(const Scenario& found, const ShrunkCase& shrunk, const ShrinkReport& report) {
  const auto scenarios = read_scenarios({report.file});
  const auto players = make_players(scenarios, report.manager, "random");
  if (players.size() != 1) {
    return "it is no case of one manager";
  }
  const std::optional<Schedule> decisions =
      shrunk.decisions ? std::optional(read_decision_file(report.decisions).schedule)
                       : std::nullopt;
  const Played written = play(*players.front(), decisions);
  const RunResult& result = written.replayed.result;
  if (written.replayed.stale.empty() && result.order_error.empty() && result.violation &&
      result.violation->invariant == report.invariant) {
    return "";
  }
  Player player(found, report.manager);
  const std::string difference =
      first_divergence(play(player, shrunk.decisions).lines, written.lines,
                       {.here = "as it was shrunk", .there = "as it was written"});
  return fmt::format("{}{}{}", written.replayed.stale, written.replayed.stale.empty() ? "" : "; ",
                     difference.empty() ? fmt::format("its trace hash was {} and is {}",
                                                      hash_text(shrunk.result.trace_hash),
                                                      hash_text(result.trace_hash))
                                        : difference);
}

std::string progress_line(const Player& player, std::uint64_t executions, double seconds) {
  return fmt::format("rollcall: shrinking {}: {} executions, {:.0f} a second",
                     player.scenario().name, executions,
                     static_cast<double>(executions) / std::max(seconds, 1e-3));
}

ExitCode shrink(Player& player, const Found& found, const ShrinkFlags& flags) {
  HuntClock clock(flags.progress, flags.time);
  const std::string invariant = found.result.violation->invariant;
  FailureSearch* asked = nullptr;
  clock.begin_scenario(1);
  FailureSearch search(player.manager(), invariant, [&] {
    clock.tick_line([&] {
      return progress_line(player, asked == nullptr ? 0 : asked->executions(), clock.seconds());
    });
    return clock.time_is_over() || HuntClock::interrupted();
  });
  asked = &search;
  const std::optional<ShrunkCase> shrunk =
      shrink_scenario(player.scenario(), found.schedule, search);
  if (!shrunk) {
    log_error(fmt::format("{}: written out and read again it no longer violates {}",
                          player.scenario().file, invariant));
    return ExitCode::kNondeterminism;
  }
  ShrinkReport report{.scenario = player.scenario().name,
                      .manager = player.manager(),
                      .invariant = invariant,
                      .seed = flags.common.seed.value_or(0),
                      .before = report_of(shrunk->before),
                      .after = report_of(shrunk->after),
                      .schedule = shrunk->decisions                ? "decisions"
                                  : shrunk->scenario.order.empty() ? "free"
                                                                   : "order",
                      .order_points = shrunk->scenario.order.size(),
                      .executions = shrunk->executions,
                      .seconds = clock.seconds(),
                      .complete = shrunk->complete};
  const Scenario written = write(*shrunk, player, flags, report);
  if (const std::string doubt = doubt_of(written, *shrunk, report); !doubt.empty()) {
    log_error(
        fmt::format("{}: what was written does not violate {} when it is played again, and "
                    "is removed; {} stays as it is: {}",
                    report.file, invariant, player.scenario().file, doubt));
    for (const std::string& path : {report.file, report.decisions}) {
      std::error_code none;
      fs::remove(path, none);
    }
    return ExitCode::kNondeterminism;
  }
  print(flags.common.json ? to_json(report) + "\n" : text_of(report));
  return HuntClock::interrupted() ? ExitCode::kInterrupted : ExitCode::kViolation;
}

}  // namespace

ExitCode shrink_command(const ShrinkFlags& flags) {
  const auto scenarios = read_scenarios(flags.common.paths);
  if (!flags.output.empty()) {
    prepare_output(flags.output, scenarios);
  }
  const auto players = make_players(scenarios, flags.common.manager, strategy_of(flags.common));
  if (players.size() != 1) {
    log_error(players.empty() ? nothing_selected(flags.common.manager)
                              : "a seed belongs to one scenario and manager: name one file, and "
                                "--manager if it speaks of several");
    return players.empty() ? ExitCode::kNothingRan : ExitCode::kInput;
  }
  Player& player = *players.front();
  if (const auto death = death_of([&] { static_cast<void>(find(player, flags)); })) {
    log_error(fmt::format("{}: {}: an execution that its process dies of cannot be shrunk",
                          player.scenario().file, death->message));
    return ExitCode::kViolation;
  }
  const std::optional<Found> found = find(player, flags);
  if (!found) {
    log_error(
        "which execution? give its --seed: the scenario has no decision file of its own; "
        "try: rollcall shrink --help");
    return ExitCode::kInput;
  }
  if (!found->result.order_error.empty()) {
    log_error(fmt::format("{}: {}", player.scenario().file, found->result.order_error));
    return ExitCode::kInput;
  }
  if (!found->result.violation) {
    print(flags.common.json ? to_json("shrink", std::vector<JsonField>{{"verdict", "holds"}}) + "\n"
                            : "holds: nothing to shrink, no violation under this seed\n");
    return ExitCode::kAsExpected;
  }
  return shrink(player, *found, flags);
}

}  // namespace rollcall
