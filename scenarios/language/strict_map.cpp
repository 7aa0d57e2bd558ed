#include "scenarios/language/strict_map.hpp"

#include "scenarios/language/yaml_path.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

std::string kind_name(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a plain value";
    case YamlNode::Kind::kSequence:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "";
}

}  // namespace

Place YamlValue::key_place() const {
  return {node_->key_position.line > 0 ? node_->key_position : node_->position, path_};
}

YamlValue YamlValue::child(std::size_t index) const {
  const YamlNode& node = node_->children[index];
  return {node, is_map() ? key_path(path_, node.key) : item_path(path_, index), *problems_};
}

void YamlValue::report_kind(std::string_view expected) const {
  report({"E103", fmt::format("expected {}, found {}", expected, kind_name(node_->kind)), ""});
}

std::optional<std::string> YamlValue::scalar(std::string_view expected) const {
  if (!is_scalar()) {
    report_kind(expected);
    return std::nullopt;
  }
  return node_->scalar;
}

std::optional<std::string> YamlValue::text() const {
  std::optional<std::string> value = scalar("text");
  if (value && value->empty()) {
    report({"E105", "this text is empty", ""});
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> YamlValue::word(const std::vector<std::string>& words) const {
  std::optional<std::string> value = text();
  if (value && std::find(words.begin(), words.end(), *value) == words.end()) {
    const std::string closest = did_you_mean(*value, words);
    report({"E106", fmt::format("unknown value {}", quote_word(*value)),
            closest.empty() ? fmt::format("write one of: {}", fmt::join(words, ", ")) : closest});
    return std::nullopt;
  }
  return value;
}

std::optional<std::string> YamlValue::kebab_case() const {
  std::optional<std::string> value = text();
  if (value && !is_kebab_case(*value)) {
    report({"E210", fmt::format("{} is not in kebab-case", quote_word(*value)),
            "write lower-case words and digits joined by '-'"});
    return std::nullopt;
  }
  return value;
}

std::optional<std::uint32_t> YamlValue::integer(IntegerLimits limits) const {
  const std::optional<std::string> written = scalar("a whole number");
  if (written && node_->quoted) {
    report({"E201", fmt::format("{} is a text, not a whole number", quote_word(*written)),
            "leave the quotes out"});
    return std::nullopt;
  }
  const std::optional<std::int64_t> value =
      written ? accept(parse_integer(*written, limits)) : std::nullopt;
  return value ? std::optional(static_cast<std::uint32_t>(*value)) : std::nullopt;
}

std::optional<Duration> YamlValue::duration() const {
  const std::optional<std::string> written = scalar("a duration");
  return written ? accept(parse_duration(*written, Sign::kNotNegative)) : std::nullopt;
}

std::optional<DurationRange> YamlValue::duration_range(Sign sign) const {
  const std::optional<std::string> written = scalar("a duration or a range of durations");
  return written ? accept(parse_duration_range(*written, sign)) : std::nullopt;
}

std::optional<bool> YamlValue::boolean() const {
  const std::optional<std::string> written = word({"true", "false"});
  if (written && node_->quoted) {
    report({"E106", fmt::format("{} is a text, not true or false", quote_word(*written)),
            "leave the quotes out"});
    return std::nullopt;
  }
  return written ? std::optional(*written == "true") : std::nullopt;
}

std::optional<Ratio> YamlValue::ratio() const {
  const std::optional<std::string> written = scalar("a share such as 5%");
  return written ? accept(parse_ratio(*written)) : std::nullopt;
}

std::optional<Rate> YamlValue::rate() const {
  const std::optional<std::string> written = scalar("a rate such as 1/20s");
  return written ? accept(parse_rate(*written)) : std::nullopt;
}

std::vector<YamlValue> YamlValue::items() const {
  std::vector<YamlValue> values;
  if (!is_sequence()) {
    report_kind("a list");
    return values;
  }
  for (std::size_t index = 0; index < node_->children.size(); ++index) {
    values.push_back(child(index));
  }
  return values;
}

std::vector<std::string> YamlValue::texts() const {
  std::vector<std::string> found;
  for (const YamlValue& item : items()) {
    if (std::optional<std::string> value = item.text()) {
      found.push_back(std::move(*value));
    }
  }
  return found;
}

StrictMap::StrictMap(YamlValue value, std::vector<std::string> known_keys)
    : value_(std::move(value)) {
  if (!value_.is_map()) {
    value_.report_kind("a map");
    return;
  }
  for (std::size_t index = 0; index < value_.node().children.size(); ++index) {
    const YamlValue entry = value_.child(index);
    const std::string& key = entry.node().key;
    if (std::find(known_keys.begin(), known_keys.end(), key) == known_keys.end()) {
      const std::string closest = did_you_mean(key, known_keys);
      value_.problems().add(
          entry.key_place(),
          {"E104", fmt::format("unknown key {}", quote_word(key)),
           closest.empty() ? fmt::format("the keys here are: {}", fmt::join(known_keys, ", "))
                           : closest});
    }
  }
}

std::optional<YamlValue> StrictMap::find(std::string_view key) const {
  if (!value_.is_map()) {
    return std::nullopt;
  }
  for (std::size_t index = 0; index < value_.node().children.size(); ++index) {
    if (value_.node().children[index].key == key) {
      return value_.child(index);
    }
  }
  return std::nullopt;
}

std::optional<YamlValue> StrictMap::require(std::string_view key) const {
  std::optional<YamlValue> found = find(key);
  if (!found && value_.is_map()) {
    report({"E102", fmt::format("missing key '{}'", key), ""});
  }
  return found;
}

}  // namespace rollcall
