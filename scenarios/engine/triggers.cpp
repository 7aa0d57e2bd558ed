#include "scenarios/engine/triggers.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall {

Triggers::Triggers(const Scenario& scenario) {
  for (const Step& step : scenario.steps) {
    if (step.when) {
      sim::OneShot& reached = reached_.emplace_back("when");
      pending_.push_back({.step = &step, .left = step.when->nth, .reached = &reached});
    }
  }
}

void Triggers::happened(std::string_view event, std::size_t worker) {
  for (Pending& pending : pending_) {
    const Trigger& trigger = *pending.step->when;
    const bool meant = trigger.event == event && trigger.worker.value_or(worker) == worker;
    if (meant && pending.left > 0 && --pending.left == 0) {
      pending.reached->happen();
    }
  }
}

bool Triggers::await(const Step& step) {
  const auto found = std::find_if(pending_.begin(), pending_.end(),
                                  [&](const Pending& pending) { return pending.step == &step; });
  ensure(found != pending_.end(), "only a step with a trigger waits for one");
  return found->reached->await();
}

}  // namespace rollcall
