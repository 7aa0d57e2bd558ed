#include "sim/sync/one_shot.hpp"

namespace rollcall::sim {

void OneShot::happen() {
  World& world = this->world();
  if (happened_ || world.cancelling()) {
    return;
  }
  happened_ = true;
  world.touch({.object = id(), .access = Access::kRelease});
  world.release(clock_);
  world.enable(waiting_);
}

bool OneShot::await() {
  World& world = op_world();
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
  }
  if (!world.announce({.kind = OpKind::kJoin, .object = id()}, happened_)) {
    return false;
  }
  see();
  return true;
}

void OneShot::await_in_destructor() {
  World& world = op_world();
  if (world.over_in_destructor()) {
    return;
  }
  waiting_.insert(world.running().slot);
  if (world.announce_in_destructor({.kind = OpKind::kJoin, .object = id()}, happened_)) {
    see();
  }
}

void OneShot::see() {
  World& world = this->world();
  waiting_.erase(world.running().slot);
  world.touch({.object = id(), .access = Access::kAwait});
  world.acquire(clock_);
}

}  // namespace rollcall::sim
