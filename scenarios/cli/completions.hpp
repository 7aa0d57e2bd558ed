#pragma once

#include "scenarios/cli/command_tree.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// bash, fish and zsh.
[[nodiscard]] std::vector<std::string> completion_shells();

/// A script for that shell that completes these words. `shell` must be one of the above.
[[nodiscard]] std::string completion_script(std::string_view shell, const CommandWords& words);

}  // namespace rollcall
