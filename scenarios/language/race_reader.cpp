// `race:` and its branches: an action, or a list of actions one after the other.
#include "scenarios/language/action_reader.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollcall {
namespace {

// The one action that a map names; nullopt, and reported, unless there is exactly one.
std::optional<YamlValue> sole_action(const YamlValue& map) {
  const StrictMap actions(map, action_keys());
  std::vector<YamlValue> found;
  for (const std::string& key : action_keys()) {
    if (const std::optional<YamlValue> action = actions.find(key)) {
      found.push_back(*action);
    }
  }
  if (found.size() == 1) {
    return found[0];
  }
  if (found.size() > 1) {
    map.report({"E317", "more than one action", "make it a list to do them in sequence"});
  } else if (map.is_map()) {
    map.report({"E316", "no action", kActionHint});
  }
  return std::nullopt;
}

Branch read_sequence(const YamlValue& sequence, Selectors& selectors) {
  Branch result;
  const std::vector<YamlValue> items = sequence.items();
  if (items.empty()) {
    sequence.report({"E105", "this branch is empty", ""});
  }
  for (const YamlValue& item : items) {
    const std::optional<YamlValue> named = sole_action(item);
    std::vector<Action> actions = named ? read_action(*named, selectors) : std::vector<Action>{};
    if (actions.size() > 1) {
      item.report({"E303", fmt::format("{} workers selected where one is needed", actions.size()),
                   "an action in a sequence is one worker's"});
    } else if (!actions.empty()) {
      result.actions.push_back(std::move(actions[0]));
    }
  }
  return result;
}

std::vector<Branch> read_branch(const YamlValue& branch, Selectors& selectors) {
  if (branch.is_sequence()) {
    return {read_sequence(branch, selectors)};
  }
  const std::optional<YamlValue> action = sole_action(branch);
  return action ? read_branches(*action, selectors) : std::vector<Branch>{};
}

}  // namespace

std::vector<Branch> read_branches(const YamlValue& action, Selectors& selectors) {
  std::vector<Branch> branches;
  for (Action& one : read_action(action, selectors)) {
    branches.push_back(Branch{{std::move(one)}});
  }
  return branches;
}

std::vector<Branch> read_race(const YamlValue& race, Selectors& selectors) {
  std::vector<Branch> branches;
  const std::vector<YamlValue> items = race.items();
  if (race.is_sequence() && items.size() < 2) {
    race.problems().add(race.key_place(), {"E318", "a race needs at least two branches", ""});
  }
  for (const YamlValue& item : items) {
    for (Branch& branch : read_branch(item, selectors)) {
      branches.push_back(std::move(branch));
    }
  }
  return branches;
}

}  // namespace rollcall
