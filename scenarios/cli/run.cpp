// `rollcall run`: plays each scenario over its runs and holds the outcome against `expect`.
#include "reports/json.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>

namespace rollcall {
namespace {

// "no-stale-worker, run 3", "holds, 100 runs", "expected no-stale-worker, but holds, 100 runs"
std::string outcome(const Player& player, const Verdict& verdict) {
  const RunResult& result = verdict.execution.result;
  const std::string& wanted = player.expectation()->violates;
  std::string text;
  if (!verdict.expected) {
    text = fmt::format("expected {}, but ", wanted.empty() ? "that it holds" : wanted);
  }
  switch (verdict.kind) {
    case Verdict::Kind::kHolds:
      if (!verdict.unseen.empty()) {
        return fmt::format("never saw {} in {} run{}", fmt::join(verdict.unseen, ", "),
                           verdict.executions, verdict.executions == 1 ? "" : "s");
      }
      return text +
             fmt::format("holds, {} run{}", verdict.executions, verdict.executions == 1 ? "" : "s");
    case Verdict::Kind::kError:
      return text + result.order_error;
    case Verdict::Kind::kViolation:
      return text +
             (verdict.witness != nullptr
                  ? fmt::format("{}, by decisions", result.violation->invariant)
                  : fmt::format("{}, run {}", result.violation->invariant, verdict.executions));
  }
  return text;
}

// "", "; x.decisions convicts", "; x.decisions: stale: ..."
std::string regressions_text(const Verdict& verdict) {
  std::string text;
  for (const RegressionReport& report : reports_of(verdict.regressions)) {
    text += fmt::format("; {}: {}", report.decisions, report.verdict);
  }
  return text;
}

std::string verdict_line(const Player& player, const Verdict& verdict, std::size_t name_width,
                         const Style& style) {
  const std::string word =
      verdict.passed() ? paint("pass", Tone::kGood, style) : paint("FAIL", Tone::kBad, style);
  return fmt::format("{}  {:<{}}  {}  {}\n", word, player.scenario().name, name_width,
                     player.manager(), outcome(player, verdict) + regressions_text(verdict));
}

void show(Player& player, const Verdict& verdict, const CommonOptions& options,
          std::size_t name_width) {
  if (options.json) {
    ExecutionReport report = report_of(player, verdict.execution, verdict.passed());
    report.regressions = reports_of(verdict.regressions);
    if (verdict.witness != nullptr) {
      report.replay = replay_line(player, path_of(player.scenario(), *verdict.witness));
    }
    if (verdict.kind == Verdict::Kind::kError) {
      report.verdict = "error";
      report.error = verdict.execution.result.order_error;
    }
    print(to_json(report) + "\n");
    return;
  }
  const Style style = style_of(STDOUT_FILENO, options.color);
  print(verdict_line(player, verdict, name_width, style));
  const bool violation = verdict.kind == Verdict::Kind::kViolation;
  if (violation && !verdict.expected) {
    print("\n" + explain(player, verdict.execution, style) + "\n");
  } else if (options.verbose && violation) {
    print(fmt::format("      {}\n",
                      verdict.witness != nullptr
                          ? replay_line(player, path_of(player.scenario(), *verdict.witness))
                          : replay_line(player, verdict.execution.seed)));
  }
}

std::size_t widest_name(const std::vector<std::unique_ptr<Player>>& players) {
  std::size_t width = 0;
  for (const auto& player : players) {
    width = std::max(width, player->scenario().name.size());
  }
  return width;
}

}  // namespace

ExitCode run_command(const RunFlags& flags) {
  const auto scenarios = read_scenarios(flags.common.paths);
  const auto players = make_players(scenarios, flags.common.manager, flags.common.strategy);
  if (players.empty()) {
    log_error(nothing_selected(flags.common.manager));
    return ExitCode::kNothingRan;
  }
  // Fixed unless asked: a scenario is a test, and passes or fails the same way every time.
  const std::uint64_t base = flags.common.seed.value_or(0);
  RunReport report;
  std::uint64_t executions = 0;
  bool any_error = false;
  bool any_unexpected = false;
  bool any_stale = false;
  for (const auto& player : players) {
    const Verdict verdict =
        run_scenario(*player, base, flags.runs.value_or(player->scenario().runs));
    show(*player, verdict, flags.common, widest_name(players));
    ++report.scenarios;
    ++(verdict.passed() ? report.passed : report.failed);
    executions += verdict.executions;
    any_error = any_error || verdict.kind == Verdict::Kind::kError;
    any_stale = any_stale || verdict.stale();
    any_unexpected = any_unexpected || (!verdict.passed() && !verdict.stale() &&
                                        verdict.kind != Verdict::Kind::kError);
  }
  print(flags.common.json
            ? to_json(report) + "\n"
            : fmt::format("{} played, {} passed, {} failed ({} executions, base seed {})\n",
                          report.scenarios, report.passed, report.failed, executions,
                          seed_text(base)));
  if (any_unexpected) {
    return ExitCode::kViolation;
  }
  if (any_stale) {
    return ExitCode::kStale;
  }
  return any_error ? ExitCode::kInput : ExitCode::kAsExpected;
}

}  // namespace rollcall
