#include "scenarios/engine/scenario_cost.hpp"

#include "scenarios/language/scenario_writer.hpp"

#include <optional>

namespace rollcall {
namespace {

std::uint64_t disturbances(const Scenario& scenario) {
  const NetworkSpec& network = scenario.network;
  std::uint64_t count = 0;
  for (const Ratio ratio : {network.loss, network.duplicate, network.reorder}) {
    count += ratio.num > 0 ? 1U : 0U;
  }
  count += network.latency.low != network.latency.high ? 1U : 0U;
  count += scenario.clock.offset.low != scenario.clock.offset.high ? 1U : 0U;
  return count + (scenario.clock.drift_ppm_max > 0 ? 1U : 0U);
}

void add(ScenarioCost& cost, const Step& step) {
  cost.concurrency += step.branches.size() - 1;
  for (const Branch& branch : step.branches) {
    cost.action_count += branch.actions.size();
    for (const Action& action : branch.actions) {
      if (const auto* submit = std::get_if<SubmitAction>(&action.what)) {
        cost.job_count += submit->jobs;
      }
    }
  }
  const auto time = static_cast<std::uint64_t>(step.at.count());
  cost.time_sum = cost.time_sum + time < time ? ~std::uint64_t{0} : cost.time_sum + time;
}

}  // namespace

ScenarioCost cost_of(const Scenario& scenario) {
  ScenarioCost cost{.faults = scenario.faults.size() + disturbances(scenario),
                    .worker_count = scenario.workers.size(),
                    .job_count = scenario.jobs ? scenario.jobs->count : 0,
                    .byte_count = to_yaml(scenario).size()};
  std::optional<Duration> before;
  for (const Step& step : scenario.steps) {
    add(cost, step);
    const bool timed = !step.after && !step.when;
    cost.concurrency += timed && before && *before == step.at ? 1U : 0U;
    before = timed ? std::optional(step.at) : before;
  }
  return cost;
}

}  // namespace rollcall
