#pragma once

#include "reports/failure.hpp"
#include "reports/result.hpp"
#include "scenarios/engine/search.hpp"

#include <string>

namespace rollcall {

/// "rollcall replay FILE --seed 0x2a", with the manager where the scenario has several, and the
/// strategy where it is not the usual one. Quoted for a shell.
[[nodiscard]] std::string replay_line(const Player& player, std::uint64_t seed);

[[nodiscard]] ExecutionReport report_of(const Player& player, const Execution& execution,
                                        bool expected);

/// Plays the violation again with recording and explains it on one screen. Requires
/// execution.result.violation.
[[nodiscard]] std::string explain(Player& player, const Execution& execution, const Style& style);

/// The screen for an execution that is recorded already.
[[nodiscard]] std::string explain(const Player& player, const Execution& execution,
                                  const Trace& trace, bool whole, const Style& style);

/// Writes one line, or a block, to standard output at once. Throws BadInput if that fails.
void print(const std::string& text);

}  // namespace rollcall
