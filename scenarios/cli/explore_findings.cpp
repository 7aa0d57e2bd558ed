#include "scenarios/cli/explore_findings.hpp"

#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/fresh_path.hpp"
#include "scenarios/cli/present.hpp"
#include "sim/base/write_file.hpp"
#include "sim/trace/decision_file.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <system_error>

namespace rollcall {
namespace {

// The scenario as it was explored, under a name that no file has, nor one of decisions.
Scenario to_keep(Scenario scenario) {
  scenario.file = fresh_path(scenario.file, ".decisions").string();
  return scenario;
}

// Writes the scenario, and beside it the decisions; gives the path of these.
std::string write(const Player& player, const Schedule& schedule, const FailureReport& failure) {
  const std::filesystem::path path = player.scenario().file;
  std::filesystem::path decisions = path;
  decisions.replace_extension(".decisions");
  const DecisionFile file = decision_file(player,
                                          {.scenario = path.filename().string(),
                                           .invariant = failure.invariant,
                                           .trace_hash = failure.trace_hash},
                                          schedule);
  write_files(std::vector<FileText>{{.path = path.string(), .text = player.scenario().text},
                                    {.path = decisions.string(), .text = format(file)}});
  return decisions.string();
}

// The decision file names its scenario, which lies beside it.
std::string replay_of(const std::string& decisions) {
  return fmt::format("{} replay {}", command_word(), shell_word(decisions));
}

class Keeping {
 public:
  Keeping(std::span<const Scenario> scenarios, std::string manager,
          const ExplorerSettings& settings, const CommonOptions& options)
      : scenarios_(scenarios),
        manager_(std::move(manager)),
        settings_(settings),
        options_(options) {}

  void keep(const ExploredFinding& finding, bool expected) {
    const Scenario scenario = to_keep(scenarios_[finding.first.scenario]);
    Player player(scenario, manager_);
    const Revisited revisited = revisit(player, finding.first, settings_);
    ExploredFindingReport& report = kept_.reports.emplace_back();
    report = {.signature = finding.signature,
              .invariant = finding.invariant,
              .count = finding.count,
              .expected = expected};
    keep(player, revisited.schedule,
         {.invariant = finding.invariant, .trace_hash = revisited.result.trace_hash}, report);
    if (kept_.reports.size() == 1) {
      ExecutionReport execution =
          report_of(player, {.seed = 0, .result = revisited.result}, expected);
      execution.strategy = settings_.reduces ? "dpor" : "dfs";
      execution.replay = replay_text(report);
      kept_.screen += "\n" + explain(player, execution, revisited.trace, options_.verbose, style());
    }
  }

  void keep(const ExploredCrash& crash, bool expected) {
    ExploredFindingReport& report = kept_.reports.emplace_back();
    report = {.signature = crash.report.signature,
              .invariant = crash.report.invariant,
              .count = 1,
              .expected = expected};
    const Scenario& explored = scenarios_[crash.execution.scenario];
    const auto schedule = schedule_of(crash, explored, manager_, settings_);
    if (!schedule) {
      kept_.screen += fmt::format(
          "\n{} {}  {}\n  the crash could not be reproduced from its decisions, so no decision "
          "file was written\n",
          paint("VIOLATION", Tone::kBad, style()), crash.report.invariant, crash.report.message);
      return;
    }
    const Scenario scenario = to_keep(explored);
    const Player player(scenario, manager_);
    keep(player, *schedule, crash.report, report);
    const std::string which =
        report.decisions.empty() ? "its decisions are not kept" : "decisions " + report.decisions;
    kept_.screen += "\n" + death_screen(player, crash.report, which, replay_text(report), style());
  }

  [[nodiscard]] KeptFindings take() { return std::move(kept_); }

 private:
  [[nodiscard]] Style style() const { return style_of(STDOUT_FILENO, options_.color); }

  // A finding whose file cannot be written is still told.
  void keep(const Player& player, const Schedule& schedule, const FailureReport& failure,
            ExploredFindingReport& report) {
    try {
      report.decisions = write(player, schedule, failure);
      report.replay = replay_of(report.decisions);
    } catch (const std::system_error& error) {
      kept_.unkept = error.what();
    }
  }

  [[nodiscard]] static std::string replay_text(const ExploredFindingReport& report) {
    return report.decisions.empty() ? "none, as it could not be kept" : report.replay;
  }

  std::span<const Scenario> scenarios_;
  std::string manager_;
  const ExplorerSettings& settings_;
  const CommonOptions& options_;
  KeptFindings kept_;
};

}  // namespace

KeptFindings keep_findings(const Explored& explored, std::span<const Scenario> scenarios,
                           const std::string& manager, const std::string& wanted,
                           const ExplorerSettings& settings, const CommonOptions& options) {
  Keeping keeping(scenarios, manager, settings, options);
  for (const ExploredFinding& finding : explored.findings) {
    keeping.keep(finding, finding.invariant == wanted);
  }
  if (explored.crash) {
    keeping.keep(*explored.crash, explored.crash->report.invariant == wanted);
  }
  return keeping.take();
}

}  // namespace rollcall
