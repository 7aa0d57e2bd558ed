#include "scenarios/language/sections.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace rollcall {
namespace {

bool is_expected(const Scenario& scenario, const std::string& manager) {
  return std::any_of(
      scenario.expect.begin(), scenario.expect.end(),
      [&](const Expectation& expectation) { return expectation.manager == manager; });
}

Regression read_regression(const YamlValue& value, const Vocabulary& vocabulary,
                           const Scenario& scenario) {
  const StrictMap map(value, {"decisions", "manager", "violates"});
  Regression regression;
  regression.position = value.place().position;
  map.read_required("decisions", regression.decisions,
                    [](const YamlValue& field) { return field.text(); });
  map.read_required("manager", regression.manager,
                    [&](const YamlValue& field) { return field.word(vocabulary.managers); });
  map.read_required("violates", regression.violates,
                    [&](const YamlValue& field) { return field.word(vocabulary.invariants); });
  const std::optional<YamlValue> manager = map.find("manager");
  if (manager && !regression.manager.empty() && !is_expected(scenario, regression.manager)) {
    manager->report(
        {"E431", fmt::format("'expect' says nothing of the {} manager", regression.manager),
         fmt::format("add '{}: {{violates: INVARIANT}}' there, or 'holds'", regression.manager)});
  }
  return regression;
}

}  // namespace

std::vector<Regression> read_regressions(const YamlValue& value, const Vocabulary& vocabulary,
                                         const Scenario& scenario) {
  std::vector<Regression> regressions;
  for (const YamlValue& item : value.items()) {
    regressions.push_back(read_regression(item, vocabulary, scenario));
  }
  return regressions;
}

}  // namespace rollcall
