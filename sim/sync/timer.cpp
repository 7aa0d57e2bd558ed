#include "sim/sync/timer.hpp"

#include <algorithm>
#include <string>

namespace rollcall::sim {
namespace {

// Drops the tick if the one before is still there, or if somebody closed the channel.
void tick(channel<Time>& ticks, Time now) {
  if (!ticks.closed() && ticks.can_send()) {
    ticks.deliver(now);
  } else {
    World::current().touch({.object = ticks.id(), .access = Access::kRead});
  }
}

}  // namespace

TimerBase::~TimerBase() {
  if (in_execution() && world().cancel_step(step_)) {
    world().touch({.object = id()});
  }
}

void TimerBase::arm(Duration delay) {
  const auto fire = [](void* self, std::uint64_t) { static_cast<TimerBase*>(self)->fire(); };
  step_ = world().arm_step({.text = name()}, id(), std::max(delay, Duration{}),
                           {.run = fire, .object = this});
}

std::string_view TimerBase::name_of_function() const {
  return world().stable_name(std::string(name()) + "'s function");
}

// Nobody gets what is still there. That there is nothing is worth seeing, too.
bool take_tick_back(channel<Time>& ticks) {
  World::current().touch({.object = ticks.id(), .access = Access::kRead});
  return ticks.take().has_value();
}

bool TimerBase::disarm() {
  world().touch({.object = id()});
  const bool pending = world().cancel_step(step_);
  const bool unread = take_back();
  return pending || unread;
}

bool TimerBase::stop() {
  World& world = op_world();
  return !world.over_in_destructor() &&
         world.announce_in_destructor({.kind = OpKind::kArm, .object = id()}) && disarm();
}

bool TimerBase::rearm(Duration delay) {
  if (!op_world().announce({.kind = OpKind::kArm, .object = id()})) {
    return false;
  }
  const bool was_pending = disarm();
  arm(delay);
  return was_pending;
}

void timer::fire() { tick(ticks_, world().now()); }

void ticker::fire() {
  tick(ticks_, world().now());
  world().repeat_step(period_);
}

Duration ticker::checked(Duration period) {
  if (period <= Duration{}) {
    throw Panic("the period of a ticker must be positive, and is " + to_text(period));
  }
  return period;
}

}  // namespace rollcall::sim
