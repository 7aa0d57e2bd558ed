#pragma once

#include "scenarios/language/scenario.hpp"

#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// The names a scenario may use that the language does not define.
struct Vocabulary {
  std::vector<std::string> managers;
  std::vector<std::string> invariants;
  std::vector<std::string> marks;        // for `sometimes`
  std::vector<std::string> events;       // for `when`
  std::vector<std::string> observables;  // that conditions can compare
  std::vector<std::string> states;       // that conditions can ask of a worker
  /// The actions that a manager knows, by manager.
  std::map<std::string, std::vector<std::string>> actions;
  /// Points by kind of task: "register", "set_state", "dispatcher", "job".
  std::map<std::string, std::vector<std::string>> points;
};

/// Reads a scenario file: one scenario, or with `params` one for each combination of its values, in
/// order, the last parameter changing fastest. The rest as for read_scenario().
/// Fails, too: all of them together come to more than 1,000,000 workers and actions.
[[nodiscard]] std::vector<Scenario> read_instances(std::string file_name, std::string text,
                                                   const Vocabulary& vocabulary);
[[nodiscard]] std::vector<Scenario> read_instances_file(const std::string& path,
                                                        const Vocabulary& vocabulary);

/// Reads a scenario, the first of its instances: strict YAML, every selector, label and repeat
/// resolved. `file_name` is for messages only. Fails: throws InputError with all problems of the
/// text, up to 100, sorted by position.
[[nodiscard]] Scenario read_scenario(std::string file_name, std::string text,
                                     const Vocabulary& vocabulary);

/// The same for a file, named in messages as given here. A file that cannot be read is an
/// InputError too.
[[nodiscard]] Scenario read_scenario_file(const std::string& path, const Vocabulary& vocabulary);

}  // namespace rollcall
