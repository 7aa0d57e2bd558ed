#include "scenarios/cli/present.hpp"

#include "model/invariants/pack.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/scenario_conditions.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rollcall {
namespace {

std::string statement_of(const std::string& name) {
  if (const Invariant* invariant = find_invariant(name)) {
    return std::string(invariant->statement);
  }
  for (const EngineViolation& violation : engine_violations()) {
    if (violation.name == name) {
      return std::string(violation.statement);
    }
  }
  for (const EngineViolation& violation : condition_violations()) {
    if (violation.name == name) {
      return std::string(violation.statement);
    }
  }
  return "";
}

std::string manager_flag(const Player& player) {
  return player.scenario().expect.size() > 1 ? " --manager " + player.manager() : "";
}

}  // namespace

std::string shell_word(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./:@%+=,";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) {
    return word;
  }
  std::string quoted = "'";
  for (const char letter : word) {
    quoted += letter == '\'' ? "'\\''" : std::string(1, letter);
  }
  return quoted + "'";
}

DecisionFile decision_file(const Player& player, const DecidedViolation& of, Schedule schedule) {
  return {.header = {{"scenario", of.scenario},
                     {"manager", player.manager()},
                     {"violation", of.invariant},
                     {"trace-hash", hash_text(of.trace_hash)}},
          .schedule = std::move(schedule)};
}

// The launcher says how it was called, so that the line can be pasted as it is.
std::string command_word() {
  const char* launcher = std::getenv("ROLLCALL_COMMAND");
  return shell_word(launcher == nullptr || *launcher == '\0' ? "rollcall" : launcher);
}

std::string replay_line(const Player& player, std::uint64_t seed) {
  const std::string strategy =
      player.strategy() == "random" ? "" : " --strategy " + player.strategy();
  return fmt::format("{} replay {} --seed {}{}{}", command_word(),
                     shell_word(selection_of(player.scenario())), seed_text(seed),
                     manager_flag(player), strategy);
}

std::string replay_line(const Player& player, const std::string& decisions_path) {
  return fmt::format("{} replay {} --decisions {}{}", command_word(),
                     shell_word(selection_of(player.scenario())), shell_word(decisions_path),
                     manager_flag(player));
}

std::vector<RegressionReport> reports_of(const std::vector<RegressionVerdict>& verdicts) {
  std::vector<RegressionReport> reports;
  for (const RegressionVerdict& played : verdicts) {
    const RunResult& result = played.replayed.result;
    reports.push_back({.decisions = played.regression->decisions,
                       .violates = played.regression->violates,
                       .verdict = !played.replayed.stale.empty() ? "stale: " + played.replayed.stale
                                  : played.convicts              ? "convicted"
                                  : result.violation             ? result.violation->invariant
                                                                 : "holds"});
  }
  return reports;
}

ExecutionReport report_of(const Player& player, const Execution& execution, bool expected) {
  const RunResult& result = execution.result;
  const bool error = !result.violation && !result.order_error.empty();
  return {.scenario = player.scenario().name,
          .manager = player.manager(),
          .seed = execution.seed,
          .strategy = player.strategy(),
          .verdict = result.violation ? "violation"
                     : error          ? "error"
                                      : "holds",
          .expected = expected,
          .violation = result.violation,
          .error = error ? result.order_error : "",
          .steps = result.steps,
          .virtual_time = result.end.time_since_epoch(),
          .trace_hash = result.trace_hash,
          .replay = replay_line(player, execution.seed)};
}

std::string explain(Player& player, const Execution& execution, const Style& style) {
  Trace trace;
  static_cast<void>(record(player, execution.seed, execution.result.trace_hash, trace));
  return explain(player, execution, trace, false, style);
}

std::string explain(const Player& player, const Execution& execution, const Trace& trace,
                    bool whole, const Style& style) {
  return explain(player, report_of(player, execution, false), trace, whole, style);
}

std::string explain(const Player& player, const ExecutionReport& report, const Trace& trace,
                    bool whole, const Style& style) {
  const Violation& violation = *report.violation;
  const Position position = player.position_of(violation.task_name);
  const FailureContext context{.place = fmt::format("{}:{}", player.scenario().file, position.line),
                               .statement = statement_of(violation.invariant),
                               .whole = whole};
  return failure_screen(report, trace, context, style);
}

void print(const std::string& text) {
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (!written || std::fflush(stdout) != 0) {
    throw BadInput{.text = fmt::format("rollcall: error: cannot write to standard output: {}\n",
                                       std::strerror(errno)),
                   .problem_count = 1};
  }
}

}  // namespace rollcall
