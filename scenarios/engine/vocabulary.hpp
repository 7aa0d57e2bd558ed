#pragma once

#include "scenarios/language/scenario_reader.hpp"

#include <string>
#include <vector>

namespace rollcall {

/// The managers that a scenario can be played against.
[[nodiscard]] std::vector<std::string> manager_names();

/// What scenario files may name: the managers, invariants and points that this program has.
[[nodiscard]] const Vocabulary& vocabulary();

}  // namespace rollcall
