#pragma once

#include "scenarios/language/odds.hpp"
#include "scenarios/language/problems.hpp"
#include "scenarios/language/values.hpp"
#include "scenarios/language/yaml_reader.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// A value of the file under its path, with the readers of simple types.
///
/// Borrows the node and the collector, which must outlive it.
/// Fails: a reader that returns nullopt has reported why.
class YamlValue {
 public:
  YamlValue(const YamlNode& node, std::string path, Problems& problems)
      : node_(&node), path_(std::move(path)), problems_(&problems) {}

  [[nodiscard]] const YamlNode& node() const { return *node_; }
  [[nodiscard]] Problems& problems() const { return *problems_; }
  /// Where the value starts.
  [[nodiscard]] Place place() const { return {node_->position, path_}; }
  /// Where its key stands; without a key, where the value starts.
  [[nodiscard]] Place key_place() const;
  /// The child of that index, which must exist.
  [[nodiscard]] YamlValue child(std::size_t index) const;

  void report(Problem problem) const { problems_->add(place(), std::move(problem)); }
  /// Takes the value or reports the problem.
  template <typename Value>
  [[nodiscard]] std::optional<Value> accept(Parsed<Value> parsed) const {
    if (auto* problem = std::get_if<Problem>(&parsed)) {
      report(std::move(*problem));
      return std::nullopt;
    }
    return std::get<Value>(std::move(parsed));
  }

  [[nodiscard]] bool is_scalar() const { return node_->kind == YamlNode::Kind::kScalar; }
  [[nodiscard]] bool is_sequence() const { return node_->kind == YamlNode::Kind::kSequence; }
  [[nodiscard]] bool is_map() const { return node_->kind == YamlNode::Kind::kMap; }

  /// Reports that something else was expected: "a list", "a duration".
  void report_kind(std::string_view expected) const;

  /// Text that is not empty.
  [[nodiscard]] std::optional<std::string> text() const;
  /// One of these words.
  [[nodiscard]] std::optional<std::string> word(const std::vector<std::string>& words) const;
  /// Lower-case words joined by dashes.
  [[nodiscard]] std::optional<std::string> kebab_case() const;
  [[nodiscard]] std::optional<std::uint32_t> integer(IntegerLimits limits) const;
  /// A duration that is not negative.
  [[nodiscard]] std::optional<Duration> duration() const;
  [[nodiscard]] std::optional<DurationRange> duration_range(Sign sign = Sign::kNotNegative) const;
  /// `true` or `false`.
  [[nodiscard]] std::optional<bool> boolean() const;
  /// A share of one: see parse_ratio().
  [[nodiscard]] std::optional<Ratio> ratio() const;
  /// See parse_rate().
  [[nodiscard]] std::optional<Rate> rate() const;
  /// The items of a list; empty, and reported, if it is no list.
  [[nodiscard]] std::vector<YamlValue> items() const;
  /// The texts of a list; items that are none are reported and left out.
  [[nodiscard]] std::vector<std::string> texts() const;

 private:
  [[nodiscard]] std::optional<std::string> scalar(std::string_view expected) const;

  const YamlNode* node_;
  std::string path_;
  Problems* problems_;
};

/// A map of known keys. Reports unknown keys, and a value that is no map, when constructed.
class StrictMap {
 public:
  StrictMap(YamlValue value, std::vector<std::string> known_keys);

  [[nodiscard]] const YamlValue& value() const { return value_; }
  /// Where a missing key is reported: the key the map stands under.
  void report(Problem problem) const {
    value_.problems().add(value_.key_place(), std::move(problem));
  }

  /// The value of a key, or nullopt if it is not there.
  [[nodiscard]] std::optional<YamlValue> find(std::string_view key) const;
  /// The value of a key; reports if it is not there.
  [[nodiscard]] std::optional<YamlValue> require(std::string_view key) const;

  /// Reads an optional key into its place, which keeps its default if there is nothing to read:
  /// map.read("runs", scenario.runs, [](const YamlValue& v) { return v.integer({1, 9}); });
  template <typename Field, typename Read>
  void read(std::string_view key, Field& field, Read read_value) const {
    assign(find(key), field, read_value);
  }
  /// The same for a required key.
  template <typename Field, typename Read>
  void read_required(std::string_view key, Field& field, Read read_value) const {
    assign(require(key), field, read_value);
  }

 private:
  template <typename Field, typename Read>
  static void assign(const std::optional<YamlValue>& value, Field& field, Read read_value) {
    if (value) {
      if (auto result = read_value(*value)) {
        field = std::move(*result);
      }
    }
  }

  YamlValue value_;
};

}  // namespace rollcall
