#pragma once

#include "reports/terminal.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/segment.hpp"

#include <functional>
#include <optional>
#include <string>

namespace rollcall {

/// Plays something in a process of its own first: what it died of, if it did. So the code under
/// test may crash, and this process still says so.
[[nodiscard]] std::optional<FailureReport> death_of(const std::function<void()>& plays);

/// An execution that its process died of, as the result that it did not come to.
[[nodiscard]] RunResult result_of(const FailureReport& death);

/// The screen for such a one; `which` says which execution, `replay` is the line that plays it.
[[nodiscard]] std::string death_screen(const Player& player, const FailureReport& death,
                                       const std::string& which, const std::string& replay,
                                       const Style& style);

}  // namespace rollcall
