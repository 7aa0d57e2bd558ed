#include "scenarios/cli/select.hpp"

#include "scenarios/engine/vocabulary.hpp"
#include "scenarios/language/diagnostic.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

Diagnostic missing_path(const std::string& path) {
  return {.id = "E100",
          .file = path,
          .line = 0,
          .column = 0,
          .path = "",
          .message = "no such file or folder",
          .hint = "scenarios are .yaml files, or folders that hold some"};
}

void add(BadInput& bad, const InputError& error) {
  bad.text += format(error);
  bad.problem_count += error.diagnostics().size();
}

std::vector<std::string> files_in(const fs::path& folder) {
  std::vector<std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string extension = entry.path().extension().string();
    if (entry.is_regular_file() && (extension == ".yaml" || extension == ".yml")) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "a.yaml@room=2" in its parts; without values where a file has the whole as its name.
struct Selection {
  std::string path;
  std::string values;
};

Selection split(const std::string& argument) {
  std::error_code error;
  const std::size_t at = argument.rfind('@');
  const bool selects = at != std::string::npos && !fs::exists(argument, error) &&
                       fs::exists(argument.substr(0, at), error);
  return selects ? Selection{argument.substr(0, at), argument.substr(at + 1)}
                 : Selection{argument, ""};
}

// In order of path within each folder, each file once; what cannot be read is added to `bad`.
std::vector<Selection> scenario_files(const std::vector<std::string>& arguments, BadInput& bad) {
  std::vector<Selection> files;
  std::set<std::pair<fs::path, std::string>> seen;
  for (const std::string& argument : arguments) {
    std::error_code error;
    const auto [path, values] = split(argument);
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      add(bad, InputError({missing_path(path)}));
      continue;
    }
    for (const std::string& file : fs::is_directory(status) ? files_in(path) : std::vector{path}) {
      if (seen.emplace(fs::weakly_canonical(file, error), values).second) {
        files.push_back({file, values});
      }
    }
  }
  return files;
}

// Whether it has all the values: "room=2,jobs=3".
bool is_meant(const Scenario& scenario, std::string_view values) {
  while (!values.empty()) {
    const std::string_view wanted = values.substr(0, values.find(','));
    values.remove_prefix(std::min(wanted.size() + 1, values.size()));
    const bool has = std::any_of(
        scenario.parameters.begin(), scenario.parameters.end(),
        [&](const auto& parameter) { return parameter.first + "=" + parameter.second == wanted; });
    if (!has) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::vector<std::unique_ptr<Scenario>> read_scenarios(const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<Scenario>> scenarios;
  BadInput bad;
  for (const auto& [file, values] : scenario_files(paths, bad)) {
    try {
      for (Scenario& scenario : read_instances_file(file, vocabulary())) {
        if (is_meant(scenario, values)) {
          scenarios.push_back(std::make_unique<Scenario>(std::move(scenario)));
        }
      }
    } catch (const InputError& error) {
      add(bad, error);
    }
  }
  if (bad.problem_count > 0) {
    bad.text += std::to_string(bad.problem_count) +
                (bad.problem_count == 1 ? " problem" : " problems") + " found\n";
    throw bad;
  }
  return scenarios;
}

std::string selection_of(const Scenario& scenario) {
  const std::size_t at = scenario.name.find('@');
  return at == std::string::npos ? scenario.file : scenario.file + scenario.name.substr(at);
}

std::vector<std::unique_ptr<Player>> make_players(
    const std::vector<std::unique_ptr<Scenario>>& scenarios, const std::string& manager,
    const std::string& strategy) {
  std::vector<std::unique_ptr<Player>> players;
  for (const auto& scenario : scenarios) {
    for (const Expectation& expectation : scenario->expect) {
      if (manager.empty() || manager == expectation.manager) {
        players.push_back(std::make_unique<Player>(*scenario, expectation.manager, strategy));
      }
    }
  }
  return players;
}

std::string strategy_of(const CommonOptions& options) {
  return with_early_timers(options.strategy, options.early_timers);
}

std::vector<std::string> strategy_names() {
  std::vector<std::string> names;
  for (const StrategyEntry& entry : all_strategies()) {
    names.emplace_back(entry.name);
  }
  return names;
}

std::string nothing_selected(const std::string& manager) {
  return manager.empty()
             ? "nothing ran: there is no .yaml file among the paths"
             : "nothing ran: no scenario among the paths speaks of the manager '" + manager + "'";
}

}  // namespace rollcall
