#include "sim/strategy/replay.hpp"

#include "sim/core/world.hpp"

namespace rollcall {

void Replay::begin(Choices& /*choices*/) {
  made_count_ = 0;
  stale_at_.reset();
}

Slot Replay::pick(const Situation& situation) {
  if (!stale_at_ && made_count_ < decisions_.size()) {
    const Decision& decision = decisions_[made_count_];
    const Task* task = situation.world.find(decision.task);
    if (task != nullptr && situation.enabled.contains(task->slot) && task->pending == decision.op) {
      ++made_count_;
      return task->slot;
    }
  }
  if (!stale_at_) {
    stale_at_ = made_count_;
  }
  return situation.enabled.nth(0);
}

}  // namespace rollcall
