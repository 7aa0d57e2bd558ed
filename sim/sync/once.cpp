#include "sim/sync/once.hpp"

namespace rollcall::sim {

// For explorations it is a lock: the first call holds it while its function runs.
bool once::begin() {
  World& world = op_world();
  const Op op{.kind = OpKind::kOnce, .object = id()};
  const bool running = runner_ != TaskId::kNone;
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
    if (running) {
      world.look_for_cycle(op, runner_slot_);
    }
  }
  if (!world.announce(op, !running)) {
    return false;
  }
  waiting_.erase(world.running().slot);
  world.touch({.object = id(), .access = Access::kAcquire});
  world.acquire(clock_);
  if (done_) {
    return false;
  }
  runner_ = world.running().id;
  runner_slot_ = world.running().slot;
  world.disable(waiting_);
  return true;
}

void once::complete() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kOnceDone, .object = id()})) {
    return;
  }
  done_ = true;
  runner_ = TaskId::kNone;
  world.touch({.object = id(), .access = Access::kRelease});
  world.release(clock_);
  world.enable(waiting_);
}

std::vector<TaskId> once::blockers(TaskId waiter) const {
  const Task* const task = world().find(waiter);
  return task != nullptr && task->pending.kind == OpKind::kOnce && runner_ != TaskId::kNone
             ? std::vector{runner_}
             : std::vector<TaskId>{};
}

}  // namespace rollcall::sim
