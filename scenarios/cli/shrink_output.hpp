#pragma once

#include "scenarios/language/scenario.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {

/// Where the decisions of a shrunk scenario go: beside it, under its name.
[[nodiscard]] std::filesystem::path decisions_beside(const std::filesystem::path& scenario);

/// Makes the folder of a file that is asked for by name, before the search and not after it. Throws
/// BadInput if the file, or the decisions beside it, would take the place of a scenario that was
/// read, of decisions that one names, or of any decisions but those of this very file.
void prepare_output(const std::string& output,
                    const std::vector<std::unique_ptr<Scenario>>& scenarios);

}  // namespace rollcall
