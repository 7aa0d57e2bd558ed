#pragma once

#include "scenarios/language/problems.hpp"
#include "scenarios/language/scenario.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// One value of a YAML file. Every scalar is text: what it means is the reader's to decide.
struct YamlNode {
  enum class Kind { kNull, kScalar, kSequence, kMap };

  Kind kind = Kind::kNull;
  Position position;  // its first byte; of nothing at all: its key or its dash
  std::string scalar;
  bool quoted = false;             // '...', "...", | or >
  std::vector<YamlNode> children;  // items of a sequence; entries of a map, each key once
  std::string key;                 // of an entry of a map, else ""
  Position key_position;           // of an entry of a map, else line 0
};

/// Parses one document of plain YAML: maps, lists, scalars; text in UTF-8.
///
/// The positions are exact, which is why this is not YAML::Node: yaml-cpp 0.7 loses the marks of
/// keys, keeps repeated keys and ignores a second document.
/// Fails: repeated keys, anchors, aliases, tags and keys that are not text are added to `problems`
/// and reading goes on. Throws InputError where it cannot: not YAML, not UTF-8, control characters,
/// more than one document or none, more than 1 MiB, nesting deeper than 64.
[[nodiscard]] YamlNode parse_yaml(std::string_view text, Problems& problems);

}  // namespace rollcall
