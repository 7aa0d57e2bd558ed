#pragma once

#include "sim/core/world.hpp"

#include <optional>
#include <string_view>

namespace rollcall::sim {

/// A mutual exclusion lock with Go's semantics: not re-entrant (a second lock by the holder waits
/// for ever), and any task that waits may get it next. Works with std::scoped_lock and
/// std::unique_lock.
///
/// Any task may unlock it; unlocking it while nobody holds it is a panic.
class mutex : public Object {
 public:
  explicit mutex(std::string_view name = "mutex") : Object(name) {}

  void lock();
  bool try_lock();
  void unlock();

  [[nodiscard]] bool held() const { return holder_ != TaskId::kNone; }
  [[nodiscard]] std::optional<TaskId> holder() const override {
    return held() ? std::optional(holder_) : std::nullopt;
  }

 private:
  friend class cond_var;

  void report_unlocked();
  void take();
  void give_back();

  TaskId holder_ = TaskId::kNone;
  TaskSet waiting_;  // tasks with an announced lock(): enabled while nobody holds it
};

inline void mutex::lock() {
  World& world = this->world();
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
  }
  if (world.announce({.kind = OpKind::kLock, .object = id()}, !held())) {
    take();
  }
}

inline void mutex::unlock() {
  World& world = World::current();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kUnlock, .object = id()})) {
    return;
  }
  if (!held()) [[unlikely]] {
    report_unlocked();
    return;
  }
  give_back();
}

inline void mutex::take() {
  World& world = this->world();
  waiting_.erase(world.running().slot);
  holder_ = world.running().id;
  world.disable(waiting_);
}

inline void mutex::give_back() {
  holder_ = TaskId::kNone;
  world().enable(waiting_);
}

}  // namespace rollcall::sim
