#include "scenarios/cli/crashes.hpp"

#include "scenarios/hunt/death.hpp"
#include "scenarios/hunt/own_process.hpp"

#include <fmt/format.h>

namespace rollcall {

std::optional<FailureReport> death_of(const std::function<void()>& plays) {
  const BatchEnd end = in_own_process([&] {
    try {
      plays();
    } catch (...) {
      // No crash: this process will meet it, too, and can tell of it.
    }
    return std::string();
  });
  return end.kind == BatchEnd::Kind::kDone ? std::nullopt : std::optional(failure_of(end));
}

RunResult result_of(const FailureReport& death) {
  RunResult result;
  result.steps = death.steps;
  result.violation.emplace();
  result.violation->invariant = death.invariant;
  result.violation->message = death.message;
  result.violation->step = death.steps;
  return result;
}

std::string death_screen(const Player& player, const FailureReport& death, const std::string& which,
                         const std::string& replay, const Style& style) {
  return fmt::format(
      "{} {}  {}, {} manager\n  {}\n  {}; it is played in a child process: in gdb, `set "
      "follow-fork-mode child`\n\nreplay: {}\n",
      paint("VIOLATION", Tone::kBad, style), death.invariant, player.scenario().name,
      player.manager(), death.message, which, replay);
}

}  // namespace rollcall
