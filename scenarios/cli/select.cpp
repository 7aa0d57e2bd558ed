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

// In order of path within each folder, each file once; what cannot be read is added to `bad`.
std::vector<std::string> scenario_files(const std::vector<std::string>& paths, BadInput& bad) {
  std::vector<std::string> files;
  std::set<fs::path> seen;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      add(bad, InputError({missing_path(path)}));
      continue;
    }
    for (const std::string& file : fs::is_directory(status) ? files_in(path) : std::vector{path}) {
      if (seen.insert(fs::weakly_canonical(file, error)).second) {
        files.push_back(file);
      }
    }
  }
  return files;
}

}  // namespace

std::vector<std::unique_ptr<Scenario>> read_scenarios(const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<Scenario>> scenarios;
  BadInput bad;
  for (const std::string& file : scenario_files(paths, bad)) {
    try {
      scenarios.push_back(std::make_unique<Scenario>(read_scenario_file(file, vocabulary())));
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

std::string nothing_selected(const std::string& manager) {
  return manager.empty()
             ? "nothing ran: there is no .yaml file among the paths"
             : "nothing ran: no scenario among the paths speaks of the manager '" + manager + "'";
}

}  // namespace rollcall
