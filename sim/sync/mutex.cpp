#include "sim/sync/mutex.hpp"

namespace rollcall::sim {

bool mutex::try_lock() {
  if (!op_world().announce({.kind = OpKind::kTryLock, .object = id()})) {
    return false;
  }
  world().touch({.object = id(), .access = held() ? Access::kRead : Access::kTryAcquire});
  if (held()) {
    return false;
  }
  take();
  return true;
}

bool mutex::try_lock_for(Duration duration) {
  World& world = op_world();
  const Slot slot = world.running().slot;
  const bool may_wait = duration > Duration{};
  TimerId timer;
  if (may_wait && !world.cancelling()) {
    waiting_.insert(slot);
    // From then on it does not matter whether it is free: no holder may disable the task.
    const auto time_over = [](void* self, std::uint64_t waiter) {
      const Slot late{static_cast<std::uint32_t>(waiter)};
      static_cast<mutex*>(self)->waiting_.erase(late);
      static_cast<mutex*>(self)->world().enable(late);
    };
    timer = world.arm(duration, {.run = time_over, .object = this, .argument = index_of(slot)});
  }
  if (!world.announce({.kind = OpKind::kTimedLock, .object = id()}, !may_wait || !held())) {
    return false;
  }
  const bool in_time = world.cancel(timer);
  waiting_.erase(slot);
  // While it may wait, it comes after an unlock for no other reason than that it waited for that.
  const Access taking = in_time ? Access::kAcquire : Access::kTryAcquire;
  world.touch({.object = id(), .access = held() ? Access::kRead : taking});
  if (held()) {
    return false;
  }
  take();
  return true;
}

// Nobody is left who could unlock it: a task that still runs may hold a lock of one that has ended.
void mutex::destroyed_held() {
  World& world = this->world();
  if (executing() && world.find(holder_) == nullptr) {
    world.report("lock-left-held", world.object_text(id()) + " is destroyed while held by " +
                                       world.task_text(holder_));
  }
}

std::vector<TaskId> mutex::blockers(TaskId waiter) const {
  const Task* const task = world().find(waiter);
  return task != nullptr && task->pending.kind == OpKind::kLock ? holders() : std::vector<TaskId>{};
}

void mutex::report_unlocked() {
  World& world = this->world();
  world.touch({.object = id()});
  world.report("panic", "task '" + world.running().name.str() + "' unlocks " + std::string(name()) +
                            ", which nobody holds");
}

}  // namespace rollcall::sim
