#pragma once

#include "sim/base/op.hpp"
#include "sim/core/fiber.hpp"
#include "sim/core/task_set.hpp"
#include "sim/core/timers.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace rollcall {

/// What a task runs, kept in place: spawning allocates only for closures above 128 bytes.
class TaskBody {
 public:
  TaskBody() = default;
  ~TaskBody() { reset(); }
  TaskBody(const TaskBody&) = delete;
  TaskBody& operator=(const TaskBody&) = delete;

  template <typename Callable>
  void emplace(Callable&& callable) {
    using Stored = std::decay_t<Callable>;
    reset();
    if constexpr (sizeof(Stored) <= kInlineBytes && alignof(Stored) <= alignof(std::max_align_t)) {
      callable_ =
          ::new (static_cast<void*>(storage_.data())) Stored(std::forward<Callable>(callable));
      destroy_ = [](void* stored) { static_cast<Stored*>(stored)->~Stored(); };
    } else {
      callable_ = new Stored(std::forward<Callable>(callable));
      destroy_ = [](void* stored) { delete static_cast<Stored*>(stored); };
    }
    call_ = [](void* stored) { (*static_cast<Stored*>(stored))(); };
  }

  void operator()() { call_(callable_); }

  void reset() {
    if (callable_ != nullptr) {
      destroy_(std::exchange(callable_, nullptr));
    }
  }

 private:
  static constexpr std::size_t kInlineBytes = 128;

  alignas(std::max_align_t) std::array<std::byte, kInlineBytes> storage_{};
  void* callable_ = nullptr;
  void (*call_)(void*) = nullptr;
  void (*destroy_)(void*) = nullptr;
};

/// Names a timer's step: stale once it has fired or was cancelled.
struct StepId {
  TaskId task = TaskId::kNone;
  std::uint32_t place = 0;  // among the world's armed steps
};

/// A timer's step from its arming on. It takes a slot, as tasks do, only when it is due: a million
/// may be pending.
struct ArmedStep {
  TaskId id = TaskId::kNone;  // kNone: this place is free
  TaskName name{};
  std::uint64_t path = 0;
  ObjectId object = ObjectId::kNone;
  TimerAction action{};
  TimerId timer{};  // pending, unless it is due
  Slot slot{};      // where it is, once it has been due
  bool placed = false;
  bool repeating = false;
};

/// A task of the world, and the stack it runs on, if it has one. Owned by the world's task table;
/// slot and stack are used again once it has ended.
struct Task {
  explicit Task(Slot own_slot) : slot(own_slot) {}

  Fiber fiber;  // has a stack once a task with a body was here
  Slot slot;
  Op pending;                       // announced, or being done if this task is running
  TaskId id = TaskId::kNone;        // kNone: the slot is free
  TaskId hashed{};                  // its id in an execution that has no clock among its tasks
  std::uint64_t path = 0;           // from the root by ordinals of spawning: no schedule changes it
  std::uint32_t spawned_count = 0;  // by it: tasks and timers' steps
  std::uint32_t object_count = 0;   // made by it
  bool daemon = false;      // may stay blocked at the end, and does not keep the execution going
  bool destroying = false;  // its body is being destroyed: an op must not throw
  std::uint32_t cancelled_count = 0;  // ops since its cancellation; one that threw counts more
  TaskName name;
  TaskBody body;
  ObjectId group = ObjectId::kNone;  // shared by its steps: who ends or pauses it writes that
  TimerId alarm;                     // the last that it armed: stopped if the task is ended alone
  TimerAction fire;         // instead of a body and a stack: a timer's step, see World::arm_step
  std::uint32_t armed = 0;  // which of the world's armed steps that is

  [[nodiscard]] bool is_step() const { return fire.run != nullptr; }
  [[nodiscard]] bool is_clock() const { return pending.kind == OpKind::kGoOn; }
};

}  // namespace rollcall
