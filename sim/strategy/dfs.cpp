#include "sim/strategy/dfs.hpp"

#include "sim/core/task.hpp"

#include <utility>

namespace rollcall {

Slot DepthFirst::pick(const Situation& situation) {
  const bool may_go_on =
      situation.previous != nullptr && situation.enabled.contains(situation.previous->slot);
  const TaskId going_on = may_go_on ? situation.previous->id : TaskId::kNone;
  if (!on_path()) {
    if (log_.count() >= bounds_.steps) {
      return give_up_at_bound();
    }
    add_place(situation, going_on);
  }
  preemption_count_ += may_go_on && path_[depth_].taken != going_on ? 1U : 0U;
  return take(situation);
}

// Going on with the same task comes first: it is the simplest schedule, and costs no preemption.
void DepthFirst::add_place(const Situation& situation, TaskId going_on) {
  SearchNode place = place_of(situation);
  if (going_on != TaskId::kNone) {
    place.to_explore.push_back(going_on);
  }
  const bool may_preempt = !bounds_.preemptions || preemption_count_ < *bounds_.preemptions;
  if (going_on == TaskId::kNone || may_preempt) {
    for (const SearchNode::Candidate& candidate : place.enabled) {
      if (candidate.task != going_on) {
        place.to_explore.push_back(candidate.task);
      }
    }
  } else if (situation.enabled_count > 1) {
    cuts_.preemptions = true;
  }
  place.taken = place.to_explore.front();
  path_.push_back(std::move(place));
}

}  // namespace rollcall
