#pragma once

#include "scenarios/language/problems.hpp"
#include "scenarios/language/yaml_reader.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace rollcall {

/// One entry of `params:`.
struct Parameter {
  std::string name;
  std::vector<YamlNode> values;  // scalars, at least one
  bool each = false;             // written as {each: [...]}: its value is part of the name
  bool used = false;
  Position position;
};

/// `params:` of a scenario file: the values that $NAME stands for, in every combination.
///
/// $$ stands for a dollar. A text that is $NAME and nothing else takes the place of the value, and
/// is a number where that is one; in a longer text the value's text is filled in. Keys are left
/// alone. A file without `params` has one combination, and every $NAME in it is a problem.
class Parameters {
 public:
  /// Takes the section out of the root; problems are reported, and the rest is taken.
  Parameters(YamlNode& root, Problems& problems);

  /// At least 1. The last parameter changes fastest.
  [[nodiscard]] std::size_t combination_count() const;
  /// The values of those with `each`, in the order of the file: "room=2,jobs=3"; "" if there are
  /// none.
  [[nodiscard]] std::string name_of(std::size_t combination) const;
  /// Those values as pairs.
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> values_of(
      std::size_t combination) const;

  /// The root with the values filled in. An unknown name is reported.
  [[nodiscard]] YamlNode filled_in(const YamlNode& root, std::size_t combination,
                                   Problems& problems);
  /// Reports those with several values that filled_in() did not meet.
  void report_unused(Problems& problems) const;

 private:
  [[nodiscard]] const YamlNode& value_of(std::size_t parameter, std::size_t combination) const;
  void fill_in(YamlNode& node, const std::string& path, std::size_t combination,
               Problems& problems);
  [[nodiscard]] std::string filled_text(const YamlNode& node, const std::string& path,
                                        std::size_t combination, Problems& problems);

  std::vector<Parameter> parameters_;
};

}  // namespace rollcall
