#include "sim/sync/wait_group.hpp"

namespace rollcall::sim {

void wait_group::add(std::int64_t delta) {
  World& world = World::current();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kAdd, .object = id()})) {
    return;
  }
  count_ += delta;
  if (count_ < 0) {
    world.report("panic", "task '" + world.running().name.str() + "' makes the counter of " +
                              std::string(name()) + " negative");
  } else if (count_ == 0) {
    world.enable(parked_);
    parked_.clear();
  }
}

void wait_group::wait() {
  World& world = this->world();
  if (!world.announce({.kind = OpKind::kAwaitZero, .object = id()}) || count_ == 0) {
    return;
  }
  parked_.insert(world.running().slot);
  if (world.announce({.kind = OpKind::kReleased, .object = id()}, false) && count_ != 0) {
    throw Panic(std::string(name()) + " is reused before a previous wait has returned");
  }
}

}  // namespace rollcall::sim
