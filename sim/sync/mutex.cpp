#include "sim/sync/mutex.hpp"

namespace rollcall::sim {

bool mutex::try_lock() {
  if (!world().announce({.kind = OpKind::kTryLock, .object = id()})) {
    return false;
  }
  world().touch({.object = id(), .access = held() ? Access::kRead : Access::kWrite});
  if (held()) {
    return false;
  }
  take();
  return true;
}

// Nobody is left who could unlock it: a task that still runs may hold a lock of one that has ended.
void mutex::destroyed_held() {
  World& world = this->world();
  if (world.executing() && world.find(holder_) == nullptr) {
    world.report("lock-left-held",
                 std::string(name()) + " is destroyed while held by a task that has ended");
  }
}

std::vector<TaskId> mutex::blockers(TaskId waiter) const {
  const Task* const task = world().find(waiter);
  return task != nullptr && task->pending.kind == OpKind::kLock ? holders() : std::vector<TaskId>{};
}

void mutex::report_unlocked() {
  World& world = this->world();
  world.report("panic", "task '" + world.running().name.str() + "' unlocks " + std::string(name()) +
                            ", which nobody holds");
}

}  // namespace rollcall::sim
