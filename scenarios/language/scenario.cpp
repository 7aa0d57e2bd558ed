#include "scenarios/language/scenario.hpp"

#include <fmt/format.h>

namespace rollcall {

std::string task_name(const Scenario& scenario, const Action& action) {
  const std::optional<HostRef> target = target_of(action);
  return fmt::format("{}{}{} #{}", verb_of(action), target ? " " : "",
                     target ? name_of(scenario, *target) : "", action.number);
}

const std::string& name_of(const Scenario& scenario, HostRef host) {
  static const std::string orchestrator = "orchestrator";
  return host.worker ? scenario.workers.at(*host.worker).id : orchestrator;
}

}  // namespace rollcall
