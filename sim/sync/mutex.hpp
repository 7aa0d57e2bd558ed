#pragma once

#include "sim/core/world.hpp"

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace rollcall::sim {

/// A mutual exclusion lock with Go's semantics: not re-entrant (a second lock by the holder waits
/// for ever), and any task that waits may get it next. Works with std::scoped_lock and
/// std::unique_lock.
///
/// Any task may unlock it; unlocking it while nobody holds it is fatal: a panic that nobody
/// catches. Besides Go's, a lock with a time limit.
class mutex : public Object {
 public:
  explicit mutex(std::string_view name = "mutex") : Object(name) {}
  explicit mutex(std::nullptr_t) = delete;  // a 0 is no name
  ~mutex() override {
    if (held()) [[unlikely]] {
      destroyed_held();
    }
  }

  void lock();
  bool try_lock();
  /// False if it was not free by then; who comes first at that instant is a matter of schedule.
  bool try_lock_for(Duration duration);
  void unlock();

  /// Whoever held it or waited for it is gone, as with a process that has crashed, and so is it.
  void abandon() { holder_ = TaskId::kNone; }

  [[nodiscard]] bool held() const { return holder_ != TaskId::kNone; }
  [[nodiscard]] std::optional<TaskId> holder() const {
    return held() ? std::optional(holder_) : std::nullopt;
  }
  [[nodiscard]] std::vector<TaskId> holders() const override {
    return held() ? std::vector{holder_} : std::vector<TaskId>{};
  }
  [[nodiscard]] std::vector<TaskId> blockers(TaskId waiter) const override;

 private:
  friend class cond_var;

  void report_unlocked();
  void destroyed_held();
  void take();
  void give_back();

  TaskId holder_ = TaskId::kNone;
  Slot holder_slot_{};  // where it was when it took it
  SyncClock clock_;
  TaskSet waiting_;  // tasks with an announced lock(): enabled while nobody holds it
};

inline void mutex::lock() {
  World& world = op_world();
  const Op op{.kind = OpKind::kLock, .object = id()};
  if (!world.cancelling()) {
    waiting_.insert(world.running().slot);
    if (held()) {
      world.look_for_cycle(op, holder_slot_);
    }
  }
  if (world.announce(op, !held())) {
    world.touch({.object = id(), .access = Access::kAcquire});
    take();
  }
}

inline void mutex::unlock() {
  World& world = op_world();
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
  holder_slot_ = world.running().slot;
  world.disable(waiting_);
  world.acquire(clock_);
}

inline void mutex::give_back() {
  World& world = this->world();
  holder_ = TaskId::kNone;
  world.enable(waiting_);
  world.touch({.object = id(), .access = Access::kRelease});
  world.release(clock_);
}

}  // namespace rollcall::sim
