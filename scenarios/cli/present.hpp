#pragma once

#include "reports/failure.hpp"
#include "reports/result.hpp"
#include "scenarios/engine/search.hpp"
#include "sim/trace/decision_file.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {

/// "rollcall replay FILE --seed 0x2a", with the manager where the scenario has several, and the
/// strategy where it is not the usual one. Quoted for a shell.
[[nodiscard]] std::string replay_line(const Player& player, std::uint64_t seed);

/// "rollcall replay FILE --decisions F", in the same way.
[[nodiscard]] std::string replay_line(const Player& player, const std::string& decisions_path);

[[nodiscard]] std::vector<RegressionReport> reports_of(
    const std::vector<RegressionVerdict>& verdicts);

[[nodiscard]] ExecutionReport report_of(const Player& player, const Execution& execution,
                                        bool expected);

/// Plays the violation again with recording and explains it on one screen. Requires
/// execution.result.violation.
[[nodiscard]] std::string explain(Player& player, const Execution& execution, const Style& style);

/// The screen for an execution that is recorded already.
[[nodiscard]] std::string explain(const Player& player, const Execution& execution,
                                  const Trace& trace, bool whole, const Style& style);

/// The same with what the report says of it.
[[nodiscard]] std::string explain(const Player& player, const ExecutionReport& report,
                                  const Trace& trace, bool whole, const Style& style);

struct DecidedViolation {
  std::string scenario;  // as the file calls it, for `replay`
  std::string invariant;
  std::uint64_t trace_hash = 0;
};

/// Decisions by which `player` comes to that violation, as a file that says so.
[[nodiscard]] DecisionFile decision_file(const Player& player, const DecidedViolation& of,
                                         Schedule schedule);

/// How the command is called: what can be pasted into the shell that it was called from.
[[nodiscard]] std::string command_word();
[[nodiscard]] std::string shell_word(const std::string& word);

/// Writes one line, or a block, to standard output at once. Throws BadInput if that fails.
void print(const std::string& text);

}  // namespace rollcall
