// `rollcall replay` of a decision file: one execution, whatever its seed was.
#include "scenarios/cli/replay_decisions.hpp"

#include "reports/json.hpp"
#include "scenarios/cli/crashes.hpp"
#include "scenarios/cli/log.hpp"
#include "scenarios/cli/present.hpp"
#include "scenarios/cli/select.hpp"
#include "scenarios/engine/regressions.hpp"
#include "scenarios/engine/vocabulary.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace rollcall {
namespace {

struct DecisionsToPlay {
  DecisionFile decisions;
  std::string scenario;  // a path, perhaps with values of parameters
  std::string source;    // the decision file, or the store that has the text
  bool in_store = false;
};

std::string replay_of(const Player& player, const DecisionsToPlay& given) {
  return given.in_store
             ? fmt::format("{} replay --last --store {}", command_word(), shell_word(given.source))
             : replay_line(player, given.source);
}

std::string header_of(const DecisionFile& decisions, std::string_view key) {
  const auto found = std::find_if(decisions.header.begin(), decisions.header.end(),
                                  [&](const auto& field) { return field.first == key; });
  return found == decisions.header.end() ? "" : found->second;
}

// The scenario that is given, else the one that lies beside the file under the name it says.
std::string scenario_path(const ReplayFlags& flags, const std::string& decisions_path,
                          const DecisionFile& decisions) {
  if (!flags.decisions.empty()) {
    return flags.common.paths.front();
  }
  const std::string name = header_of(decisions, "scenario");
  if (name.empty()) {
    throw BadInput{.text = fmt::format("{}: error: it names no scenario\nhint: rollcall replay "
                                       "SCENARIO --decisions {}\n",
                                       decisions_path, decisions_path),
                   .problem_count = 1};
  }
  return (std::filesystem::path(decisions_path).parent_path() / name).string();
}

// The scenario with what the decisions are said to violate expected of their manager, if they say
// so: as it was judged when they were written.
Scenario case_of(Scenario scenario, const DecisionFile& decisions, const std::string& manager) {
  const std::string violated = header_of(decisions, "violation");
  const auto& known = vocabulary().invariants;
  for (Expectation& expectation : scenario.expect) {
    if (expectation.manager == manager &&
        std::find(known.begin(), known.end(), violated) != known.end()) {
      expectation.violates = violated;
    }
  }
  return scenario;
}

std::string manager_of(const ReplayFlags& flags, const Scenario& scenario,
                       const DecisionFile& decisions) {
  std::string manager = flags.common.manager;
  if (manager.empty()) {
    manager = header_of(decisions, "manager");
  }
  if (manager.empty() && scenario.expect.size() == 1) {
    manager = scenario.expect.front().manager;
  }
  const bool expected =
      std::any_of(scenario.expect.begin(), scenario.expect.end(),
                  [&](const Expectation& expectation) { return expectation.manager == manager; });
  if (!expected) {
    throw BadInput{.text = fmt::format("rollcall: error: {}: {}\n", scenario.file,
                                       manager.empty() ? "it speaks of several managers; give "
                                                         "--manager"
                                                       : nothing_selected(manager)),
                   .problem_count = 1};
  }
  return manager;
}

ExitCode show(const Player& player, const Replayed& replayed, const Trace& trace,
              const DecisionsToPlay& given, const CommonOptions& options) {
  const RunResult& result = replayed.result;
  const std::string& wanted = player.expectation()->violates;
  const bool expected = result.violation ? result.violation->invariant == wanted : wanted.empty();
  ExecutionReport report = report_of(player, {.seed = 0, .result = result}, expected);
  report.strategy = "decisions";
  report.replay = replay_of(player, given);
  if (options.json) {
    print(to_json(report) + "\n");
  } else {
    const Style style = style_of(STDOUT_FILENO, options.color);
    print((result.violation             ? explain(player, report, trace, options.verbose, style)
           : result.order_error.empty() ? "holds: no violation by these decisions\n"
                                        : "error: " + result.order_error + "\n") +
          fmt::format("trace hash {}, {} steps\n", hash_text(result.trace_hash), result.steps));
  }
  if (result.violation) {
    return ExitCode::kViolation;
  }
  return result.order_error.empty() ? ExitCode::kAsExpected : ExitCode::kInput;
}

ExitCode show_death(const Player& player, const FailureReport& death, const DecisionsToPlay& given,
                    const CommonOptions& options) {
  const bool expected = player.expectation()->violates == death.invariant;
  ExecutionReport report = report_of(player, {.seed = 0, .result = result_of(death)}, expected);
  report.strategy = "decisions";
  report.replay = replay_of(player, given);
  print(options.json ? to_json(report) + "\n"
                     : death_screen(player, death, "decisions of " + given.source, report.replay,
                                    style_of(STDOUT_FILENO, options.color)));
  return ExitCode::kViolation;
}

ExitCode play(const ReplayFlags& flags, const DecisionsToPlay& given) {
  const auto scenarios = read_scenarios({given.scenario});
  if (scenarios.size() != 1) {
    log_error("decisions belong to one scenario: name one file");
    return ExitCode::kInput;
  }
  const std::string manager = manager_of(flags, *scenarios.front(), given.decisions);
  const Scenario scenario = case_of(*scenarios.front(), given.decisions, manager);
  Player player(scenario, manager);
  if (const auto death = death_of([&] {
        Trace trace;
        static_cast<void>(replay_decisions(player, given.decisions.schedule, &trace));
      })) {
    return show_death(player, *death, given, flags.common);
  }
  Trace trace;
  const Replayed replayed = replay_decisions(player, given.decisions.schedule, &trace);
  if (!replayed.stale.empty()) {
    throw StaleTrace{.file = given.source, .what = replayed.stale};
  }
  return show(player, replayed, trace, given, flags.common);
}

}  // namespace

bool is_decision_file(const std::string& path) {
  constexpr std::string_view kFirst = "rollcall-decisions ";
  std::string first(kFirst.size(), '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(first.data(), static_cast<std::streamsize>(first.size()));
  return first == kFirst;
}

ExitCode replay_decisions_command(const ReplayFlags& flags) {
  const std::string path = flags.decisions.empty() ? flags.common.paths.front() : flags.decisions;
  const DecisionFile decisions = read_decision_file(path);
  return play(flags, {.decisions = decisions,
                      .scenario = scenario_path(flags, path, decisions),
                      .source = path,
                      .in_store = false});
}

ExitCode replay_stored_decisions(const ReplayFlags& flags, const std::string& text) {
  return play(flags, {.decisions = parse_decisions(text, flags.store),
                      .scenario = flags.common.paths.front(),
                      .source = flags.store,
                      .in_store = true});
}

}  // namespace rollcall
