// `rollcall run`: plays each scenario over its runs and holds the outcome against `expect`.
#include "reports/json.hpp"
#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/hunt/death.hpp"
#include "scenarios/hunt/own_process.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

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

// The line that plays the verdict's execution.
std::string replay_of(const Player& player, const Verdict& verdict) {
  return verdict.witness != nullptr
             ? replay_line(player, path_of(player.scenario(), *verdict.witness))
             : replay_line(player, verdict.execution.seed);
}

std::string json_of(const Player& player, const Verdict& verdict) {
  ExecutionReport report = report_of(player, verdict.execution, verdict.passed());
  report.regressions = reports_of(verdict.regressions);
  report.replay = replay_of(player, verdict);
  if (verdict.kind == Verdict::Kind::kError) {
    report.verdict = "error";
    report.error = verdict.execution.result.order_error;
  }
  return to_json(report) + "\n";
}

// What is the same for all that is played.
struct Setting {
  const RunFlags& flags;
  std::uint64_t base = 0;
  Style style = {};
  std::size_t name_width = 0;

  [[nodiscard]] std::uint32_t runs(const Player& player) const {
    return flags.runs.value_or(player.scenario().runs);
  }
};

// What is printed; `screen` shows a violation that is not expected.
template <typename Screen>
std::string text_of(const Player& player, const Verdict& verdict, const Setting& setting,
                    Screen&& screen) {
  if (setting.flags.common.json) {
    return json_of(player, verdict);
  }
  const std::string line = verdict_line(player, verdict, setting.name_width, setting.style);
  if (verdict.kind != Verdict::Kind::kViolation) {
    return line;
  }
  if (!verdict.expected) {
    return line + "\n" + screen() + "\n";
  }
  return line + (setting.flags.common.verbose
                     ? fmt::format("      {}\n", replay_of(player, verdict))
                     : "");
}

// What was played, as one process tells it to another.
struct Told {
  struct Counts {
    Verdict::Kind kind = Verdict::Kind::kHolds;
    bool passed = false;
    bool stale = false;
    std::uint32_t executions = 0;
  };

  Counts counts;
  std::string text;  // to print
};

Told told_of(const Verdict& verdict, std::string text) {
  return {.counts = {.kind = verdict.kind,
                     .passed = verdict.passed(),
                     .stale = verdict.stale(),
                     .executions = verdict.executions},
          .text = std::move(text)};
}

std::string to_bytes(const Told& told) {
  std::string bytes(sizeof told.counts, '\0');
  std::memcpy(bytes.data(), &told.counts, sizeof told.counts);
  return bytes + told.text;
}

Told told_from(const std::string& bytes) {
  Told told{.counts = {}, .text = bytes.substr(sizeof told.counts)};
  std::memcpy(&told.counts, bytes.data(), sizeof told.counts);
  return told;
}

Told play(Player& player, const Setting& setting, const WorkerPool::Announce& announce) {
  const Verdict verdict = run_scenario(player, setting.base, setting.runs(player), announce);
  return told_of(verdict, text_of(player, verdict, setting, [&] {
                   return explain(player, verdict.execution, setting.style);
                 }));
}

// What a process died of ends the runs, as a violation does. The regressions are not played then:
// such an end is no pass where there are some.
Told told_of(const BatchEnd& end, const Player& player, const Setting& setting) {
  const FailureReport death = failure_of(end);
  const std::uint32_t runs = setting.runs(player);
  const auto& regressions = player.scenario().regressions;
  const bool is_run = end.index < runs;
  Verdict verdict{
      .kind = Verdict::Kind::kViolation,
      .expected = player.expectation()->violates == death.invariant && regressions.empty(),
      .execution = {.seed = is_run ? execution_seed(setting.base, end.index) : 0,
                    .result = result_of(death)},
      .executions = is_run ? static_cast<std::uint32_t>(end.index) + 1 : runs,
      .steps = death.steps,
      .unseen = {},
      .regressions = {},
      .witness = is_run ? nullptr : &regressions[end.index - runs]};
  const std::string which = is_run ? "seed " + seed_text(verdict.execution.seed)
                                   : "decisions " + verdict.witness->decisions;
  return told_of(verdict, text_of(player, verdict, setting, [&] {
                   return death_screen(player, death, which, replay_of(player, verdict),
                                       setting.style);
                 }));
}

// Plays all in one process apart, and in another what comes after one that died.
class Apart {
 public:
  Apart(const std::vector<std::unique_ptr<Player>>& players, const Setting& setting)
      : players_(players),
        setting_(setting),
        pool_(
            1,
            [this](const Batch& batch, const WorkerPool::Announce& announce) {
              try {
                return to_bytes(play(*players_[batch.subject], setting_, announce));
              } catch (...) {
                return std::string();
              }
            },
            kWorkPatience) {}

  Told tell(std::size_t which) {
    Player& player = *players_[which];
    const BatchEnd end =
        play_apart(pool_, {.subject = which, .range = {.first = 0, .end = setting_.runs(player)}});
    if (end.kind != BatchEnd::Kind::kDone) {
      return told_of(end, player, setting_);
    }
    // Without an answer there was an exception, which comes again here, where it is told.
    return end.answer.empty() ? play(player, setting_, {}) : told_from(end.answer);
  }

 private:
  const std::vector<std::unique_ptr<Player>>& players_;
  const Setting& setting_;
  WorkerPool pool_;
};

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
  const auto players = make_players(scenarios, flags.common.manager, strategy_of(flags.common));
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
  const Setting setting{.flags = flags,
                        .base = base,
                        .style = style_of(STDOUT_FILENO, flags.common.color),
                        .name_width = widest_name(players)};
  Apart apart(players, setting);
  for (std::size_t which = 0; which < players.size(); ++which) {
    const auto& [counts, text] = apart.tell(which);
    print(text);
    const bool error = counts.kind == Verdict::Kind::kError;
    ++report.scenarios;
    ++(counts.passed ? report.passed : report.failed);
    executions += counts.executions;
    any_error = any_error || error;
    any_stale = any_stale || counts.stale;
    any_unexpected = any_unexpected || (!counts.passed && !counts.stale && !error);
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
