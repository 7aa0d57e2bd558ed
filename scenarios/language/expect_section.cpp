#include "scenarios/language/sections.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <utility>

namespace rollcall {
namespace {

// Reports `unknown` at the place if the name is none of the names.
void check_name(const YamlValue& value, const Place& place, const std::string& name,
                Problem unknown, const std::vector<std::string>& names) {
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return;
  }
  const std::string closest = did_you_mean(name, names);
  unknown.message = fmt::format("{} {}", unknown.message, quote_word(name));
  unknown.hint = closest.empty() ? fmt::format("known are: {}", fmt::join(names, ", ")) : closest;
  value.problems().add(place, std::move(unknown));
}

// `holds`, or {violates: INVARIANT}; nullopt if it is neither, which is then reported.
std::optional<std::string> read_violated(const YamlValue& value, const Vocabulary& vocabulary) {
  if (value.is_map()) {
    const StrictMap map(value, {"violates"});
    const std::optional<YamlValue> field = map.require("violates");
    std::optional<std::string> invariant = field ? field->text() : std::nullopt;
    if (invariant) {
      check_name(*field, field->place(), *invariant, {"E412", "unknown invariant", ""},
                 vocabulary.invariants);
    }
    return invariant;
  }
  if (value.is_scalar() && value.node().scalar == "holds") {
    return "";
  }
  value.report({"E413", "an expectation is 'holds' or '{violates: INVARIANT}'", ""});
  return std::nullopt;
}

void read_sometimes(const YamlValue& value, const Vocabulary& vocabulary, Scenario& scenario) {
  for (const YamlValue& item : value.items()) {
    const std::optional<std::string> mark = item.text();
    if (mark) {
      check_name(item, item.place(), *mark, {"E414", "unknown mark", ""}, vocabulary.marks);
      scenario.sometimes.push_back({.mark = *mark, .position = item.place().position});
    }
  }
}

void read_eventually(const YamlValue& value, const Vocabulary& vocabulary, Scenario& scenario) {
  const StrictMap map(value, {"within", "that"});
  map.read("within", scenario.eventually.within,
           [](const YamlValue& field) { return field.duration(); });
  const std::optional<YamlValue> names = map.find("that");
  for (const YamlValue& item : names ? names->items() : std::vector<YamlValue>{}) {
    if (const std::optional<std::string> name = item.text()) {
      check_name(item, item.place(), *name, {"E412", "unknown invariant", ""},
                 vocabulary.invariants);
      scenario.eventually.that.push_back(*name);
    }
  }
}

// The first action that this manager does not know; null if it knows all.
const Action* unknown_action(const Scenario& scenario, const std::vector<std::string>& known) {
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        if (std::find(known.begin(), known.end(), verb_of(action)) == known.end()) {
          return &action;
        }
      }
    }
  }
  return nullptr;
}

void check_actions(const YamlValue& entry, const Vocabulary& vocabulary, const Scenario& scenario) {
  const auto known = vocabulary.actions.find(entry.node().key);
  const bool stormy = !scenario.faults.empty() || scenario.heal || scenario.swarm;
  if (stormy && known != vocabulary.actions.end() &&
      std::find(known->second.begin(), known->second.end(), "faults") == known->second.end()) {
    entry.problems().add(
        entry.key_place(),
        {"E416",
         fmt::format("the {} manager has no network: no faults can strike it", entry.node().key),
         "leave out 'faults', 'heal' and 'swarm', or the manager"});
  }
  const Action* const unknown =
      known == vocabulary.actions.end() ? nullptr : unknown_action(scenario, known->second);
  if (unknown != nullptr) {
    entry.problems().add(entry.key_place(),
                         {"E415",
                          fmt::format("the {} manager has no '{}', which line {} asks for",
                                      entry.node().key, verb_of(*unknown), unknown->position.line),
                          fmt::format("it knows: {}", fmt::join(known->second, ", "))});
  }
}

void read_expectation(const YamlValue& entry, const Vocabulary& vocabulary, Scenario& scenario) {
  check_name(entry, entry.key_place(), entry.node().key, {"E411", "unknown manager", ""},
             vocabulary.managers);
  check_actions(entry, vocabulary, scenario);
  if (std::optional<std::string> violated = read_violated(entry, vocabulary)) {
    scenario.expect.push_back({.manager = entry.node().key,
                               .violates = std::move(*violated),
                               .position = entry.key_place().position});
  }
}

}  // namespace

void read_expect(const YamlValue& value, const Vocabulary& vocabulary, Scenario& scenario) {
  if (!value.is_map()) {
    value.report_kind("a map");
    return;
  }
  std::size_t manager_count = 0;
  for (std::size_t index = 0; index < value.node().children.size(); ++index) {
    const YamlValue entry = value.child(index);
    if (entry.node().key == "sometimes") {
      read_sometimes(entry, vocabulary, scenario);
    } else if (entry.node().key == "eventually") {
      read_eventually(entry, vocabulary, scenario);
    } else {
      ++manager_count;
      read_expectation(entry, vocabulary, scenario);
    }
  }
  if (manager_count == 0) {
    value.report({"E105", "nothing is expected of any manager", "write 'documented: holds'"});
  }
}

}  // namespace rollcall
