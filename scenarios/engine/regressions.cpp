#include "scenarios/engine/regressions.hpp"

#include "scenarios/language/problems.hpp"
#include "sim/strategy/guided.hpp"

#include <filesystem>

namespace rollcall {

std::string path_of(const Scenario& scenario, const Regression& regression) {
  return (std::filesystem::path(scenario.file).parent_path() / regression.decisions).string();
}

DecisionFile read_decisions(const Scenario& scenario, const Regression& regression) {
  try {
    return read_decision_file(path_of(scenario, regression));
  } catch (const DecisionFileError& error) {
    if (error.incompatible()) {
      throw;
    }
    Problems(scenario.file, scenario.text)
        .fail({regression.position, "regressions"}, {"E432", error.what(), ""});
  }
}

Replayed replay_decisions(Player& player, const Schedule& decisions, Trace* recording) {
  Guided guided(decisions);
  Replayed replayed;
  replayed.result = player.executor()(guided, guided.draws(), recording);
  replayed.stale = guided.stale().value_or("");
  return replayed;
}

Replayed replay_regression(const Scenario& scenario, const Regression& regression) {
  Scenario judged = scenario;
  judged.expect = {{.manager = regression.manager,
                    .violates = regression.violates,
                    .position = regression.position}};
  Player player(judged, regression.manager);
  return replay_decisions(player, read_decisions(scenario, regression).schedule);
}

bool convicts(const Replayed& replayed, const Regression& regression) {
  const std::optional<Violation>& violation = replayed.result.violation;
  return replayed.stale.empty() && replayed.result.order_error.empty() && violation &&
         violation->invariant == regression.violates;
}

}  // namespace rollcall
