#include "sim/sync/wait_group.hpp"

namespace rollcall::sim {

void wait_group::add(std::int64_t delta) {
  World& world = World::current();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kAdd, .object = id()})) {
    return;
  }
  world.touch({.object = id(), .access = delta < 0 ? Access::kDecrease : Access::kIncrease});
  if (delta < 0) {
    world.merge(clock_);
  }
  const bool was_zero = count_ == 0;
  count_ += delta;
  if (count_ < 0) {
    world.report("panic", "task '" + world.running().name.str() + "' makes the counter of " +
                              std::string(name()) + " negative");
  } else if (count_ == 0) {
    world.enable(waiting_);
    released_.unite(waiting_);
  } else if (was_zero) {
    TaskSet in_time = waiting_;  // They came while it was zero, and are now too late to see it.
    in_time.subtract(released_);
    world.disable(in_time);
  }
}

void wait_group::wait() {
  World& world = this->world();
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
  }
  if (!world.announce({.kind = OpKind::kAwaitZero, .object = id()}, count_ == 0)) {
    return;
  }
  waiting_.erase(world.running().slot);
  released_.erase(world.running().slot);
  world.touch({.object = id(), .access = Access::kAwait});
  world.acquire(clock_);
  if (count_ != 0) {
    throw Panic(std::string(name()) + " is reused before a previous wait has returned");
  }
}

}  // namespace rollcall::sim
