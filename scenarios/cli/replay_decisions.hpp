#pragma once

#include "scenarios/cli/options.hpp"

#include <string>

namespace rollcall {

/// Whether a path is that of a decision file: by how the file begins.
[[nodiscard]] bool is_decision_file(const std::string& path);

/// `rollcall replay FILE --decisions F`, and `rollcall replay F`, where the file names its
/// scenario.
[[nodiscard]] ExitCode replay_decisions_command(const ReplayFlags& flags);

/// The same by the text that a store keeps for a finding, of the scenario that the flags name.
[[nodiscard]] ExitCode replay_stored_decisions(const ReplayFlags& flags, const std::string& text);

}  // namespace rollcall
