#include "sim/sync/cond_var.hpp"

namespace rollcall::sim {

void cond_var::wait(std::unique_lock<mutex>& lock) {
  static_cast<void>(wait_at_most(lock, std::nullopt));
}

bool cond_var::wait_for(std::unique_lock<mutex>& lock, Duration duration) {
  return wait_at_most(lock, duration);
}

// False if the time was over first.
bool cond_var::wait_at_most(std::unique_lock<mutex>& lock, std::optional<Duration> limit) {
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kWait, .object = id()})) {
    return false;
  }
  if (!lock.owns_lock() || lock.mutex()->holder() != world.running().id) {
    if (lock.mutex() != nullptr) {
      world.touch({.object = lock.mutex()->id(), .access = Access::kRead});
    }
    throw Panic("waits on " + std::string(name()) + " without holding its mutex");
  }
  mutex& guard = *lock.mutex();
  const Slot slot = world.running().slot;
  const bool waits = !limit || *limit > Duration{};
  world.touch({.object = id()});
  // Releasing and starting to wait are one step: a notification in between cannot be missed.
  if (waits) {
    parked_.insert(slot);
  }
  guard.give_back();
  TimerId timer;
  if (waits && limit) {
    const auto time_over = [](void* self, std::uint64_t waiter) {
      const Slot late{static_cast<std::uint32_t>(waiter)};
      // Until it has gone on, a notification still reaches it.
      static_cast<cond_var*>(self)->world().enable(late);
    };
    timer = world.arm(*limit, {.run = time_over, .object = this, .argument = index_of(slot)});
  }
  if (!world.announce({.kind = OpKind::kWoken, .object = id()}, !waits)) {
    return false;
  }
  world.cancel(timer);
  const bool notified = waits && !parked_.contains(slot);
  parked_.erase(slot);
  if (limit) {
    world.touch({.object = id()});
  }
  guard.lock();
  return notified;
}

void cond_var::notify_one() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kNotifyOne, .object = id()})) {
    return;
  }
  world.touch({.object = id()});
  if (parked_.empty()) {
    return;
  }
  const std::uint64_t rank = world.choices().pick(world.choices().stream("wake"), parked_.count());
  const Slot waiter = parked_.nth(static_cast<std::uint32_t>(rank));
  parked_.erase(waiter);
  world.enable(waiter);
  world.pass_to(waiter);
}

void cond_var::notify_all() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kNotifyAll, .object = id()})) {
    return;
  }
  world.touch({.object = id()});
  world.enable(parked_);
  parked_.for_each([&](Slot waiter) { world.pass_to(waiter); });
  parked_.clear();
}

}  // namespace rollcall::sim
