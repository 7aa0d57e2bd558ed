#include "scenarios/language/parameters.hpp"

#include "scenarios/language/strict_map.hpp"
#include "scenarios/language/yaml_path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kCombinationCountMax = 1000;

bool starts_name(char letter) { return 'a' <= letter && letter <= 'z'; }
bool continues_name(char letter) {
  return starts_name(letter) || ('A' <= letter && letter <= 'Z') || letter == '_' ||
         ('0' <= letter && letter <= '9');
}

// How long the name is that the text starts with; 0 if none.
std::size_t name_size(std::string_view text) {
  if (text.empty() || !starts_name(text.front())) {
    return 0;
  }
  const auto end = std::find_if_not(text.begin(), text.end(), continues_name);
  return static_cast<std::size_t>(end - text.begin());
}

void add_value(const YamlValue& value, Parameter& parameter) {
  if (value.text()) {
    parameter.values.push_back(value.node());
  }
}

// A value, or {each: [VALUE, ...]}.
Parameter read_parameter(const YamlValue& entry) {
  Parameter parameter;
  parameter.name = entry.node().key;
  parameter.position = entry.key_place().position;
  parameter.each = entry.is_map();
  if (!parameter.each) {
    add_value(entry, parameter);
    return parameter;
  }
  const StrictMap map(entry, {"each"});
  if (const std::optional<YamlValue> each = map.require("each")) {
    for (const YamlValue& item : each->items()) {
      add_value(item, parameter);
    }
    if (each->is_sequence() && each->node().children.empty()) {
      each->report({"E105", "this list is empty", "give at least one value"});
    }
  }
  return parameter;
}

}  // namespace

Parameters::Parameters(YamlNode& root, Problems& problems) {
  const auto found = std::find_if(root.children.begin(), root.children.end(),
                                  [](const YamlNode& node) { return node.key == "params"; });
  if (found == root.children.end()) {
    return;
  }
  const YamlNode section = std::move(*found);
  root.children.erase(found);
  const YamlValue value(section, "params", problems);
  if (!value.is_map()) {
    value.report_kind("a map");
    return;
  }
  std::size_t combinations = 1;
  for (std::size_t index = 0; index < section.children.size(); ++index) {
    const YamlValue entry = value.child(index);
    const std::string& name = entry.node().key;
    if (name.empty() || name_size(name) != name.size()) {
      problems.add(entry.key_place(),
                   {"E502", fmt::format("{} cannot be a parameter's name", quote_word(name)),
                    "write a lower-case letter, then letters, digits and '_'"});
      continue;
    }
    Parameter parameter = read_parameter(entry);
    if (parameter.values.empty()) {
      continue;  // reported
    }
    combinations *= parameter.values.size();
    if (combinations > kCombinationCountMax) {
      problems.fail(entry.key_place(), {"E504",
                                        fmt::format("the parameters have more than {} combinations",
                                                    kCombinationCountMax),
                                        "give fewer values"});
    }
    parameters_.push_back(std::move(parameter));
  }
}

std::size_t Parameters::combination_count() const {
  std::size_t count = 1;
  for (const Parameter& parameter : parameters_) {
    count *= parameter.values.size();
  }
  return count;
}

const YamlNode& Parameters::value_of(std::size_t parameter, std::size_t combination) const {
  for (std::size_t later = parameters_.size() - 1; later > parameter; --later) {
    combination /= parameters_[later].values.size();
  }
  const std::vector<YamlNode>& values = parameters_[parameter].values;
  return values[combination % values.size()];
}

std::vector<std::pair<std::string, std::string>> Parameters::values_of(
    std::size_t combination) const {
  std::vector<std::pair<std::string, std::string>> values;
  for (std::size_t index = 0; index < parameters_.size(); ++index) {
    if (parameters_[index].each) {
      values.emplace_back(parameters_[index].name, value_of(index, combination).scalar);
    }
  }
  return values;
}

std::string Parameters::name_of(std::size_t combination) const {
  std::string name;
  for (const auto& [parameter, value] : values_of(combination)) {
    name += fmt::format("{}{}={}", name.empty() ? "" : ",", parameter, value);
  }
  return name;
}

YamlNode Parameters::filled_in(const YamlNode& root, std::size_t combination, Problems& problems) {
  YamlNode filled = root;
  fill_in(filled, "", combination, problems);
  return filled;
}

void Parameters::fill_in(YamlNode& node, const std::string& path, std::size_t combination,
                         Problems& problems) {
  for (std::size_t index = 0; index < node.children.size(); ++index) {
    YamlNode& child = node.children[index];
    const bool in_map = node.kind == YamlNode::Kind::kMap;
    fill_in(child, in_map ? key_path(path, child.key) : item_path(path, index), combination,
            problems);
  }
  if (node.kind != YamlNode::Kind::kScalar || node.scalar.find('$') == std::string::npos) {
    return;
  }
  for (std::size_t index = 0; index < parameters_.size(); ++index) {
    if (node.scalar == "$" + parameters_[index].name) {
      const YamlNode& value = value_of(index, combination);
      node.scalar = value.scalar;
      node.quoted = value.quoted;
      parameters_[index].used = true;
      return;
    }
  }
  node.scalar = filled_text(node, path, combination, problems);
}

std::string Parameters::filled_text(const YamlNode& node, const std::string& path,
                                    std::size_t combination, Problems& problems) {
  std::string text;
  for (std::string_view rest = node.scalar; !rest.empty();) {
    const std::size_t size = rest.front() == '$' ? name_size(rest.substr(1)) : 0;
    const std::string_view name = rest.substr(std::min<std::size_t>(1, size), size);
    const auto found =
        std::find_if(parameters_.begin(), parameters_.end(),
                     [&](const Parameter& parameter) { return parameter.name == name; });
    if (size == 0) {
      text += rest.front();
      rest.remove_prefix(rest.starts_with("$$") ? 2 : 1);
      continue;
    }
    if (found != parameters_.end()) {
      found->used = true;
      text += value_of(static_cast<std::size_t>(found - parameters_.begin()), combination).scalar;
    } else {
      std::vector<std::string> known;
      for (const Parameter& parameter : parameters_) {
        known.push_back(parameter.name);
      }
      const std::string near = did_you_mean(name, known);
      problems.add({node.position, path},
                   {"E501", fmt::format("there is no parameter {}", quote_word(name)),
                    near.empty() ? "declare it in 'params', or write $$ for a dollar" : near});
    }
    rest.remove_prefix(size + 1);
  }
  return text;
}

void Parameters::report_unused(Problems& problems) const {
  for (const Parameter& parameter : parameters_) {
    if (!parameter.used && parameter.values.size() > 1) {
      problems.add(
          {parameter.position, key_path("params", parameter.name)},
          {"E503", fmt::format("nothing uses the parameter {}", quote_word(parameter.name)),
           fmt::format("write ${} where its values belong", parameter.name)});
    }
  }
}

}  // namespace rollcall
