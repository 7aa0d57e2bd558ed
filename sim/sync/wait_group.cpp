#include "sim/sync/wait_group.hpp"

namespace rollcall::sim {

void wait_group::add(std::int64_t delta) {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kAdd, .object = id()})) {
    return;
  }
  if (delta == 0) {
    world.touch({.object = id(), .access = Access::kRead});
    return;
  }
  // Below zero, all that came before decides who is to blame.
  const Access counting = delta < 0 ? Access::kDecrease : Access::kIncrease;
  const bool negative = count_ < 0 || count_ + delta < 0;
  const auto amount = static_cast<std::uint64_t>(delta < 0 ? -delta : delta);
  const auto left = static_cast<std::uint64_t>(count_ + delta);
  world.touch({.object = id(),
               .access = negative ? Access::kWrite : counting,
               .nth = negative ? 0 : amount,
               .needs = negative ? 0 : left});
  if (delta < 0) {
    world.merge(clock_);
  }
  const bool was_zero = count_ == 0;
  count_ += delta;
  if (count_ == 0) {
    world.enable(waiting_);
    released_.unite(waiting_);
    was_zero_again_ = true;
  } else if (was_zero) {
    if (StepLog* const log = world.log(); log != nullptr && (was_zero_again_ || negative)) {
      log->reuse(id(), path());
    }
    TaskSet in_time = waiting_;  // They came while it was zero, and are now too late to see it.
    in_time.subtract(released_);
    world.disable(in_time);
    TaskSet reused = waiting_;
    reused.subtract(in_time);
    reused_.unite(reused);
  }
  if (count_ < 0) {
    world.panic("negative counter of wait group " + std::string(name()));
  }
}

void wait_group::wait() {
  World& world = op_world();
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
    if (StepLog* const log = world.log()) {
      log->join(id(), path());
    }
  }
  if (!world.announce({.kind = OpKind::kAwaitZero, .object = id()}, count_ == 0)) {
    return;
  }
  waiting_.erase(world.running().slot);
  released_.erase(world.running().slot);
  // One that zero has released may go on whatever is counted meanwhile, and sees what that is.
  const bool reused = reused_.contains(world.running().slot);
  reused_.erase(world.running().slot);
  world.touch({.object = id(), .access = Access::kAwait});
  if (reused) {
    world.touch({.object = id(), .access = Access::kRead});
  }
  world.acquire(clock_);
  if (count_ != 0) {
    throw Panic(std::string(name()) + " is reused before a previous wait has returned");
  }
}

}  // namespace rollcall::sim
