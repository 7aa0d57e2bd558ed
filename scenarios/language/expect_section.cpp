#include "scenarios/language/condition_reader.hpp"
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

// Reads conditions over the scenario's workers.
class ConditionReader {
 public:
  ConditionReader(const Vocabulary& vocabulary, const Scenario& scenario)
      : workers_(scenario.workers),
        words_{.observables = vocabulary.observables,
               .states = vocabulary.states,
               .workers = scenario.workers.empty() ? nullptr : &workers_} {}

  [[nodiscard]] std::optional<Condition> read(const YamlValue& value) const {
    const std::optional<std::string> text = value.text();
    std::optional<Condition> condition =
        text ? value.accept(parse_condition(*text, words_)) : std::nullopt;
    if (condition) {
      condition->position = value.place().position;
    }
    return condition;
  }

  [[nodiscard]] std::vector<Condition> read_list(const YamlValue& value) const {
    std::vector<Condition> conditions;
    for (const YamlValue& item : value.items()) {
      if (std::optional<Condition> condition = read(item)) {
        conditions.push_back(std::move(*condition));
      }
    }
    return conditions;
  }

  [[nodiscard]] LeadsTo read_leads_to(const YamlValue& value) const {
    const StrictMap map(value, {"from", "to", "within"});
    LeadsTo claim;
    const auto condition = [this](const YamlValue& field) { return read(field); };
    map.read_required("from", claim.from, condition);
    map.read_required("to", claim.to, condition);
    map.read("within", claim.within, [](const YamlValue& field) { return field.duration(); });
    return claim;
  }

 private:
  WorkerDirectory workers_;
  ConditionWords words_;
};

void read_sometimes(const YamlValue& value, const ConditionReader& conditions,
                    const Vocabulary& vocabulary, Scenario& scenario) {
  for (const YamlValue& item : value.items()) {
    const std::optional<std::string> mark = item.text();
    if (!mark) {
      continue;
    }
    Sometimes sometimes{
        .mark = *mark, .condition = std::nullopt, .position = item.place().position};
    if (looks_like_condition(*mark)) {
      sometimes.condition = conditions.read(item);
    } else {
      check_name(item, item.place(), *mark, {"E414", "unknown mark", ""}, vocabulary.marks);
    }
    scenario.sometimes.push_back(std::move(sometimes));
  }
}

void read_leads_to(const YamlValue& value, const ConditionReader& conditions, Scenario& scenario) {
  for (const YamlValue& item : value.items()) {
    scenario.leads_to.push_back(conditions.read_leads_to(item));
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
  const ConditionReader conditions(vocabulary, scenario);
  std::size_t manager_count = 0;
  for (std::size_t index = 0; index < value.node().children.size(); ++index) {
    const YamlValue entry = value.child(index);
    const std::string& key = entry.node().key;
    if (key == "sometimes") {
      read_sometimes(entry, conditions, vocabulary, scenario);
    } else if (key == "always") {
      scenario.always = conditions.read_list(entry);
    } else if (key == "never") {
      scenario.never = conditions.read_list(entry);
    } else if (key == "leads_to") {
      read_leads_to(entry, conditions, scenario);
    } else if (key == "eventually") {
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
