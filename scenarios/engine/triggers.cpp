#include "scenarios/engine/triggers.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall {
namespace {

// "" if no step can wait for it.
std::string_view event_of(const Act& act) {
  if (act.kind == Act::Kind::kRegistered) {
    return "registered";
  }
  if (act.kind == Act::Kind::kSent) {
    return "sent";
  }
  if (act.kind != Act::Kind::kStateChanged) {
    return "";
  }
  return act.to == PoolState::kFree   ? "freed"
         : act.to == PoolState::kBusy ? "busy"
         : act.to == PoolState::kGone ? "gone"
                                      : "";
}

}  // namespace

const std::vector<std::string>& event_names() {
  static const std::vector<std::string> names{"registered", "freed", "sent", "busy", "gone"};
  return names;
}

Triggers::Triggers(const Scenario& scenario, PoolLedger& ledger)
    : scenario_(scenario), ledger_(ledger) {
  for (const Step& step : scenario.steps) {
    if (step.when) {
      sim::OneShot& reached = reached_.emplace_back("when");
      pending_.push_back({.step = &step, .left = step.when->nth, .reached = &reached});
    }
  }
  if (!pending_.empty()) {
    ledger_.watch(*this);
  }
}

void Triggers::see(const Act& act) {
  if (World::of_this_thread() == nullptr) {
    return;  // What ends an execution is no event of it.
  }
  const std::string_view event = event_of(act);
  for (Pending& pending : pending_) {
    const Trigger& trigger = *pending.step->when;
    const bool meant =
        trigger.event == event &&
        (!trigger.worker || scenario_.workers[*trigger.worker].id == ledger_.id_of(act.worker));
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
