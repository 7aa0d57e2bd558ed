#pragma once

#include "reports/result.hpp"
#include "scenarios/cli/options.hpp"
#include "scenarios/hunt/explorer.hpp"

#include <span>
#include <string>
#include <vector>

namespace rollcall {

/// The findings of an exploration, each written as a scenario and its decisions.
struct KeptFindings {
  std::vector<ExploredFindingReport> reports = {};
  std::string screen = {};  // explains the first finding, and a crash
  std::string unkept = {};  // why a file could not be written; "" if all could
};

/// Plays the first execution of each finding again and writes it under a name that no file has. The
/// crash of an exploration is its last finding.
/// `scenarios` are what was explored, `wanted` is the invariant that their manager is expected to
/// violate. Throws Nondeterminism: see revisit().
[[nodiscard]] KeptFindings keep_findings(const Explored& explored,
                                         std::span<const Scenario> scenarios,
                                         const std::string& manager, const std::string& wanted,
                                         const ExplorerSettings& settings,
                                         const CommonOptions& options);

}  // namespace rollcall
