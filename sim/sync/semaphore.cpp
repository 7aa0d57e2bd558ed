#include "sim/sync/semaphore.hpp"

namespace rollcall::sim {

void semaphore::acquire(std::uint64_t permits) {
  World& world = op_world();
  const Slot slot = world.running().slot;
  if (!world.cancelling()) {
    waiting_.emplace_back(slot, permits);
  }
  if (!world.announce({.kind = OpKind::kAcquire, .object = id()}, permits <= available())) {
    return;
  }
  std::erase_if(waiting_, [&](const auto& waiter) { return waiter.first == slot; });
  take(permits, Access::kTake);
}

bool semaphore::try_acquire(std::uint64_t permits) {
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kTryAcquire, .object = id()})) {
    return false;
  }
  if (permits > available()) {
    world.touch({.object = id(), .access = Access::kRead});
    return false;
  }
  take(permits, Access::kReceive);  // Unlike a kTake it could have come, in vain, before a release.
  return true;
}

void semaphore::take(std::uint64_t permits, Access access) {
  World& world = this->world();
  for (std::uint64_t i = 0; i < permits; ++i) {
    world.touch({.object = id(), .access = access, .nth = ++taken_});
  }
  world.acquire(clock_);
  for (const auto& [slot, wish] : waiting_) {
    if (wish > available()) {
      world.disable(slot);
    }
  }
}

void semaphore::release(std::uint64_t permits) {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kRelease, .object = id()})) {
    return;
  }
  for (std::uint64_t i = 0; i < permits; ++i) {
    world.touch({.object = id(), .access = Access::kSend, .nth = ++released_});
  }
  world.merge(clock_);
  for (const auto& [slot, wish] : waiting_) {
    if (wish <= available() && !world.enabled(slot)) {  // Else it could have come before this.
      world.enable(slot);
    }
  }
}

}  // namespace rollcall::sim
