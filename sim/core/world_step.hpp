#pragma once

// The step path: from an announced op to the next task; and what ops do on the way. Included by
// world.hpp only.
//
// Inline, and so are the ops that use it: each return that is executed on another stack than its
// call is mispredicted, so the fewer calls stand between the code under test and the switch, the
// cheaper a step. Nothing here allocates.

#include "sim/core/outlived.hpp"
#include "sim/core/world.hpp"

namespace rollcall {

inline bool World::stop_at(Op op, bool enabled) {
  if (cancelling_) [[unlikely]] {
    return asking_;
  }
  if ((attention_ & kCheckDue) != 0) {
    check_step();
  }
  Task& self = *running_;
  self.pending = op;
  if (!enabled) {
    enabled_.erase(self.slot);
  }
  Task* const next = decide();
  if (next != &self) {
    leave(self.fiber, next);
    if (cancelling_) [[unlikely]] {
      return false;
    }
    if (objects_.ended(op.object)) [[unlikely]] {
      step_at_ended(self);
      return true;
    }
  }
  begin_step(self);
  return true;
}

inline void World::leave(Fiber& from, Task* next) {
  running_ = next;
  Fiber::switch_to(from, next == nullptr ? *home_ : next->fiber, *exceptions_);
}

inline void World::begin_step(Task& task) {
  ++steps_;
  hash_.add_step(task.hashed, task.pending, now_);
  if (observed_) [[unlikely]] {
    record_step(task);
  }
  if (steps_ >= steps_limit_) [[unlikely]] {
    mind_steps(task);
  }
}

// Who does the next step; null if nobody.
inline Task* World::decide() {
  const std::uint32_t count = enabled_.count();
  if (attention_ != 0 || count == 0) [[unlikely]] {
    return decide_with_care();
  }
  return pick_among(enabled_, count);
}

inline Task* World::pick_among(const TaskSet& candidates, std::uint32_t count) {
  if (count == 1 && !sees_every_step_) {
    return tasks_[index_of(candidates.nth(0))].get();
  }
  const Slot slot = strategy_->pick({.world = *this,
                                     .enabled = candidates,
                                     .enabled_count = count,
                                     .choices = choices_,
                                     .previous = running_});
  if (slot == kGiveUp) [[unlikely]] {
    given_up_ = true;
    attention_ |= kOver;
    return nullptr;
  }
  Task* const task = tasks_[index_of(slot)].get();
  if (recording_ != nullptr && count > 1) [[unlikely]] {
    recording_->decisions.push_back({.task = task->id, .op = task->pending});
  }
  return task;
}

template <typename Body>
RunResult World::run(const RunOptions& options, Body&& root) {
  begin(options);
  new_task({.name = {.text = "main"}, .daemon = false}).body.emplace(std::forward<Body>(root));
  return play();
}

template <typename Body>
TaskId World::spawn_in_step(const SpawnOptions& options, Body&& body) {
  if (full()) {
    return TaskId::kNone;
  }
  Task& task = new_task(options);
  task.body.emplace(std::forward<Body>(body));
  return task.id;
}

// --- for explorations ---

inline void World::enable(const TaskSet& slots) {
  enabled_.unite(slots);
  if (log_ != nullptr) [[unlikely]] {
    slots.for_each([&](Slot slot) { order_before(slot); });
  }
}

inline void World::touch(const Touch& touch) {
  changes_ += touch.access == Access::kRead ? 0U : 1U;
  if (log_ != nullptr) [[unlikely]] {
    log_->touch(touch);
  }
}

inline void World::order_before(Slot slot) {
  if (log_ != nullptr) [[unlikely]] {
    log_->let_go(tasks_[index_of(slot)]->id);
  }
}

// --- happens-before ---

inline void World::acquire(const SyncClock& clock) {
  if (races_ != nullptr) [[unlikely]] {
    races_->acquire(running_->id, clock);
  }
}

inline void World::release(SyncClock& clock) {
  if (races_ != nullptr) [[unlikely]] {
    races_->release(running_->id, clock);
  }
}

inline void World::merge(SyncClock& clock) {
  if (races_ != nullptr) [[unlikely]] {
    races_->merge(running_->id, clock);
  }
}

inline void World::pass_to(Slot slot) {
  if (races_ != nullptr) [[unlikely]] {
    races_->pass(running_->id, tasks_[index_of(slot)]->id);
  }
}

inline void World::pass_from(Slot slot) {
  if (races_ != nullptr) [[unlikely]] {
    races_->pass(tasks_[index_of(slot)]->id, running_->id);
  }
}

// --- objects ---

inline Object::Object(std::string_view name, Kind kind)
    : world_(World::to_make(name)), part_(kind == Kind::kPart) {
  name = world_.objects_.stable(name);
  name_ = name.data();
  name_size_ = static_cast<std::uint32_t>(name.size()) & 0x7fffffffU;
  id_ = world_.add_object(*this, name);
  Task& maker = world_.running();
  path_ = mix(maker.path, ~std::uint64_t{maker.object_count++});
  execution_ = world_.execution();
}

inline World& Object::op_world() const {
  World* const world = World::current_;
  if (world == nullptr || (!world->cancelling_ && !world->objects_.holds(id_, this))) [[unlikely]] {
    World::not_here(*this);
  }
  return *world;
}

inline bool Object::executing() const {
  return world_.executing() && world_.execution() == execution_;
}

// The world itself may be gone: that of an object which outlived its execution.
inline bool Object::in_execution() const {
  return World::current_ == &world_ && (world_.executing() || world_.ending_tasks()) &&
         world_.execution() == execution_;
}

inline Object::~Object() {
  if (World::current_ == &world_) [[likely]] {
    world_.remove_object(*this);
  } else {
    forget_outlived(*this);
  }
}

}  // namespace rollcall
