#include "scenarios/engine/draw_names.hpp"

#include "scenarios/language/scenario_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace rollcall {
namespace {

// A process that starts elsewhere has a host, hence a clock, of its own.
bool starts_elsewhere(const Scenario& scenario, const RegisterAction& action) {
  const WorkerSpec& own = scenario.workers[action.worker];
  return action.host != own.host || action.port != own.port;
}

bool draws(const Scenario& scenario, const Action& action) {
  if (const auto* call = std::get_if<RegisterAction>(&action.what)) {
    return starts_elsewhere(scenario, *call);
  }
  return std::holds_alternative<SubmitAction>(action.what);
}

bool draws(const Scenario& scenario, const Step& step) {
  return std::any_of(step.branches.begin(), step.branches.end(), [&](const Branch& branch) {
    return std::any_of(branch.actions.begin(), branch.actions.end(),
                       [&](const Action& action) { return draws(scenario, action); });
  });
}

// "  - at: 1s\n    pause: w2\n" as "at: 1s pause: w2".
std::string one_line(const std::string& text) {
  std::string line;
  for (const char letter : text.substr(text.find("- ") + 2)) {
    const char next = letter == '\n' ? ' ' : letter;
    if (next != ' ' || (!line.empty() && line.back() != ' ')) {
      line += next;
    }
  }
  while (!line.empty() && line.back() == ' ') {
    line.pop_back();
  }
  return line;
}

}  // namespace

DrawNames::DrawNames(const Scenario& scenario) {
  std::map<std::string, std::uint32_t> counts;
  for (const Step& step : scenario.steps) {
    if (!draws(scenario, step)) {
      continue;
    }
    std::string name = step.label;
    if (name.empty()) {
      name = one_line(to_yaml(scenario, step));
      name += fmt::format("#{}", ++counts[name]);
    }
    for (std::size_t branch = 0; branch < step.branches.size(); ++branch) {
      const std::vector<Action>& actions = step.branches[branch].actions;
      for (std::size_t place = 0; place < actions.size(); ++place) {
        if (draws(scenario, actions[place])) {
          actions_.emplace(&actions[place],
                           fmt::format("workload/{}/{}.{}", name, branch + 1, place + 1));
        }
      }
    }
  }
  for (const Weather& weather : scenario.faults) {
    const std::string text = to_yaml(scenario, weather);
    faults_.emplace(&weather, fmt::format("faults/{}#{}", text, ++counts[text]));
  }
}

std::string_view DrawNames::of(const Action& action) const {
  const auto found = actions_.find(&action);
  return found == actions_.end() ? std::string_view() : std::string_view(found->second);
}

}  // namespace rollcall
