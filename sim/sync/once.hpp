#pragma once

#include "sim/core/world.hpp"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::sim {

/// Go's Once: of all calls the first runs its function; the others wait until that has returned.
/// A function that panics counts as done, and so does one that is left by any exception. A call
/// from within the function waits for itself: a deadlock.
class once : public Object {
 public:
  explicit once(std::string_view name = "once") : Object(name) {}
  explicit once(std::nullptr_t) = delete;  // a 0 is no name

  template <typename Function>
  void call(Function&& function) {
    if (begin()) {
      const Completion completion{*this};
      std::forward<Function>(function)();
    }
  }

  [[nodiscard]] std::vector<TaskId> blockers(TaskId waiter) const override;

 private:
  struct Completion {
    once& of;
    explicit Completion(once& completed) : of(completed) {}
    ~Completion() { of.complete(); }
    Completion(const Completion&) = delete;
    Completion& operator=(const Completion&) = delete;
  };

  /// True for the call that must run its function.
  [[nodiscard]] bool begin();
  void complete();

  bool done_ = false;
  TaskId runner_ = TaskId::kNone;
  Slot runner_slot_{};
  TaskSet waiting_;  // tasks with an announced call: enabled while none runs the function
  SyncClock clock_;
};

}  // namespace rollcall::sim
