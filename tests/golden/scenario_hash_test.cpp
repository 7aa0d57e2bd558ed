// The trace hashes of every shipped scenario: the same from every compiler, optimisation level and
// sanitizer, and changed only by a change of the engine, the manager or the scenario.
#include "scenarios/engine/player.hpp"
#include "scenarios/engine/vocabulary.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace rollcall {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = ROLLCALL_SOURCE_DIR;
const fs::path kGolden = kRoot / "tests" / "golden" / "scenario_hashes.txt";

std::vector<fs::path> shipped_scenarios() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(kRoot / "scenarios")) {
    if (entry.path().extension() == ".yaml") {
      files.push_back(entry.path());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

// "conn-crossing documented 27:2e8415928f089093 ...": steps and hash under a few seeds, for each
// manager that the scenario speaks of.
std::string hash_lines(const fs::path& file) {
  const Scenario scenario = read_scenario_file(file.string(), vocabulary());
  std::string lines;
  for (const Expectation& expectation : scenario.expect) {
    Player player(scenario, expectation.manager);
    lines += scenario.name + " " + expectation.manager;
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const RunResult result = player.play(seed);
      lines += fmt::format(" {}:{:016x}", result.steps, result.trace_hash);
    }
    lines += "\n";
  }
  return lines;
}

TEST(ScenarioHashes, AreTheGoldenOnes) {
  std::string text;
  for (const fs::path& file : shipped_scenarios()) {
    text += hash_lines(file);
  }
  if (std::getenv("ROLLCALL_UPDATE_GOLDEN") != nullptr) {
    std::ofstream(kGolden) << text;
  }
  std::ostringstream golden;
  golden << std::ifstream(kGolden).rdbuf();
  EXPECT_EQ(text, golden.str()) << "ROLLCALL_UPDATE_GOLDEN=1 rewrites it";
}

}  // namespace
}  // namespace rollcall
