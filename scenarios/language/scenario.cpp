#include "scenarios/language/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

bool is_usual(const NetworkSpec& network) {
  const NetworkSpec usual;
  return network.latency.low == usual.latency.low && network.latency.high == usual.latency.high &&
         network.loss.num == 0 && network.duplicate.num == 0 && network.reorder.num == 0;
}

bool is_usual(const ClockSpec& clock) {
  return clock.offset.low == Duration{} && clock.offset.high == Duration{} &&
         clock.drift_ppm_max == 0;
}

bool needs_network(const Action& action) {
  return !std::holds_alternative<RegisterAction>(action.what) &&
         !std::holds_alternative<SetStateAction>(action.what) &&
         !std::holds_alternative<DispatchPauseAction>(action.what);
}

bool needs_network(const Branch& branch) {
  return std::any_of(branch.actions.begin(), branch.actions.end(),
                     [](const Action& action) { return needs_network(action); });
}

bool needs_network(const Step& step) {
  return std::any_of(step.branches.begin(), step.branches.end(),
                     [](const Branch& branch) { return needs_network(branch); });
}

}  // namespace

bool needs_network(const Scenario& scenario) {
  return !is_usual(scenario.network) || !is_usual(scenario.clock) || !scenario.faults.empty() ||
         scenario.heal || scenario.swarm ||
         std::any_of(scenario.steps.begin(), scenario.steps.end(),
                     [](const Step& step) { return needs_network(step); });
}

const std::vector<std::string>& repair_names() {
  static const std::vector<std::string> names{
      "none",
      "bigger-queue",
      "blocking-push",
      "push-after-unlock",
      "push-from-a-task",
      "skip-what-is-not-free",
      "push-on-change-only",
      "close-old-connection",
      "one-lock-over-all",
  };
  return names;
}

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
