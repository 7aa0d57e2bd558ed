#include "scenarios/cli/present.hpp"

#include "model/invariants/pack.hpp"
#include "scenarios/cli/select.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace rollcall {
namespace {

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

std::string statement_of(const std::string& name) {
  if (const Invariant* invariant = find_invariant(name)) {
    return std::string(invariant->statement);
  }
  for (const EngineViolation& violation : engine_violations()) {
    if (violation.name == name) {
      return std::string(violation.statement);
    }
  }
  return "";
}

}  // namespace

std::string replay_line(const Player& player, std::uint64_t seed) {
  // The launcher says how it was called, so that the line can be pasted as it is.
  const char* launcher = std::getenv("ROLLCALL_COMMAND");
  const std::string command = launcher == nullptr || *launcher == '\0' ? "rollcall" : launcher;
  const std::string manager =
      player.scenario().expect.size() > 1 ? " --manager " + player.manager() : "";
  const std::string strategy =
      player.strategy() == "random" ? "" : " --strategy " + player.strategy();
  return fmt::format("{} replay {} --seed {}{}{}", shell_word(command),
                     shell_word(player.scenario().file), seed_text(seed), manager, strategy);
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
  const Violation& violation = *execution.result.violation;
  const Position position = player.position_of(violation.task_name);
  const FailureContext context{.place = fmt::format("{}:{}", player.scenario().file, position.line),
                               .statement = statement_of(violation.invariant),
                               .whole = whole};
  return failure_screen(report_of(player, execution, false), trace, context, style);
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
