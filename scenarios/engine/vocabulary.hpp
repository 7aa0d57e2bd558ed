#pragma once

#include "scenarios/language/scenario_reader.hpp"

namespace rollcall {

/// What scenario files may name: the managers, invariants and points that this program has.
[[nodiscard]] const Vocabulary& vocabulary();

}  // namespace rollcall
