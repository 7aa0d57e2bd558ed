#pragma once

#include "scenarios/language/scenario.hpp"
#include "scenarios/language/selectors.hpp"
#include "scenarios/language/strict_map.hpp"

#include <string>
#include <vector>

namespace rollcall {

/// The keys that name an action.
[[nodiscard]] const std::vector<std::string>& action_keys();

inline constexpr const char* kActionHint =
    "name one, such as register, crash or submit; `rollcall list actions` shows all";

/// The value under one of these keys: an action for each host that it selects. Actions come without
/// their numbers, which depend on `repeat`.
/// Fails: problems are reported to the value's collector, and what could be read is returned.
[[nodiscard]] std::vector<Action> read_action(const YamlValue& action, Selectors& selectors);

/// The same as branches that start together.
[[nodiscard]] std::vector<Branch> read_branches(const YamlValue& action, Selectors& selectors);

/// `race:` a list of branches.
[[nodiscard]] std::vector<Branch> read_race(const YamlValue& race, Selectors& selectors);

}  // namespace rollcall
