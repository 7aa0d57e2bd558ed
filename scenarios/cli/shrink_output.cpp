#include "scenarios/cli/shrink_output.hpp"

#include "scenarios/cli/select.hpp"
#include "scenarios/engine/regressions.hpp"
#include "sim/trace/decision_file.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

// By any name, also through a link.
bool is_same(const fs::path& left, const fs::path& right) {
  std::error_code none;
  return fs::equivalent(left, right, none);
}

bool is_original(const fs::path& path, const Scenario& scenario) {
  const auto& named = scenario.regressions;
  return is_same(path, scenario.file) ||
         std::any_of(named.begin(), named.end(), [&](const Regression& regression) {
           return is_same(path, path_of(scenario, regression));
         });
}

// As the first line of what an earlier shrink has written there.
bool belong_to(const fs::path& decisions, const fs::path& scenario) {
  try {
    const auto& header = read_decision_file(decisions.string()).header;
    return std::find(header.begin(), header.end(),
                     std::pair<std::string, std::string>(
                         "scenario", scenario.filename().string())) != header.end();
  } catch (const DecisionFileError&) {
    return false;
  }
}

// "" if it can be written.
std::string objection(const fs::path& output,
                      const std::vector<std::unique_ptr<Scenario>>& scenarios) {
  std::error_code none;
  const fs::path decisions = decisions_beside(output);
  const auto is_any = [&](const fs::path& path) {
    return std::any_of(scenarios.begin(), scenarios.end(),
                       [&](const auto& scenario) { return is_original(path, *scenario); });
  };
  if (output.extension() == ".decisions") {
    return "a scenario is written; its decisions go beside it";
  }
  if (fs::is_directory(output, none)) {
    return "that is a folder; --out names one";
  }
  if (is_any(output)) {
    return "that is the original, which stays as it is";
  }
  if (is_any(decisions)) {
    return decisions.string() + " belongs to the original, which stays as it is";
  }
  if (fs::exists(decisions, none) && !belong_to(decisions, output)) {
    return fmt::format("{}, where its decisions may go, is not of this file; take another name",
                       decisions.string());
  }
  return "";
}

}  // namespace

fs::path decisions_beside(const fs::path& scenario) {
  fs::path beside = scenario;
  return beside.replace_extension(".decisions");
}

void prepare_output(const std::string& output,
                    const std::vector<std::unique_ptr<Scenario>>& scenarios) {
  if (const std::string why = objection(output, scenarios); !why.empty()) {
    throw BadInput{.text = fmt::format("rollcall: error: -o {}: {}\n", output, why),
                   .problem_count = 1};
  }
  if (const fs::path folder = fs::path(output).parent_path(); !folder.empty()) {
    fs::create_directories(folder);
  }
}

}  // namespace rollcall
