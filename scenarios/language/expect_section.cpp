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

}  // namespace

std::vector<Expectation> read_expect(const YamlValue& value, const Vocabulary& vocabulary) {
  std::vector<Expectation> expectations;
  if (!value.is_map()) {
    value.report_kind("a map");
    return expectations;
  }
  if (value.node().children.empty()) {
    value.report({"E105", "nothing is expected of any manager", "write 'documented: holds'"});
  }
  for (std::size_t index = 0; index < value.node().children.size(); ++index) {
    const YamlValue entry = value.child(index);
    check_name(entry, entry.key_place(), entry.node().key, {"E411", "unknown manager", ""},
               vocabulary.managers);
    if (std::optional<std::string> violated = read_violated(entry, vocabulary)) {
      expectations.push_back({.manager = entry.node().key,
                              .violates = std::move(*violated),
                              .position = entry.key_place().position});
    }
  }
  return expectations;
}

}  // namespace rollcall
