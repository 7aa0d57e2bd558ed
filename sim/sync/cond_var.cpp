#include "sim/sync/cond_var.hpp"

namespace rollcall::sim {

void cond_var::wait(std::unique_lock<mutex>& lock) {
  World& world = this->world();
  if (!world.announce({.kind = OpKind::kWait, .object = id()})) {
    return;
  }
  if (!lock.owns_lock() || lock.mutex()->holder() != world.running().id) {
    throw Panic("waits on " + std::string(name()) + " without holding its mutex");
  }
  mutex& guard = *lock.mutex();
  world.touch({.object = id()});
  // Releasing and starting to wait are one step: a notification in between cannot be missed.
  parked_.push_back(world.running().slot);
  guard.give_back();
  if (world.announce({.kind = OpKind::kWoken, .object = id()}, false)) {
    guard.lock();
  }
}

void cond_var::notify_one() {
  World& world = World::current();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kNotifyOne, .object = id()})) {
    return;
  }
  world.touch({.object = id()});
  if (parked_.empty()) {
    return;
  }
  const std::uint64_t chosen = world.choices().pick(world.choices().stream("wake"), parked_.size());
  const auto waiter = parked_.begin() + static_cast<std::ptrdiff_t>(chosen);
  world.enable(*waiter);
  world.pass_to(*waiter);
  parked_.erase(waiter);
}

void cond_var::notify_all() {
  World& world = World::current();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kNotifyAll, .object = id()})) {
    return;
  }
  world.touch({.object = id()});
  for (const Slot waiter : parked_) {
    world.enable(waiter);
    world.pass_to(waiter);
  }
  parked_.clear();
}

}  // namespace rollcall::sim
