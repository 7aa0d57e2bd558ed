#pragma once

#include "scenarios/language/condition.hpp"
#include "scenarios/language/values.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What a condition can speak of. The references must outlive it.
struct ConditionWords {
  const std::vector<std::string>& observables;
  const std::vector<std::string>& states;
  const WorkerDirectory* workers = nullptr;  // null: unknown, and not looked up
};

/// Terms joined by " and ". Its position is left open.
[[nodiscard]] Parsed<Condition> parse_condition(std::string_view text, const ConditionWords& words);

/// A comparison or a state of a worker is meant, not a name: it has a blank.
[[nodiscard]] bool looks_like_condition(std::string_view text);

}  // namespace rollcall
