#pragma once

#include "sim/core/world.hpp"

#include <string_view>

namespace rollcall::sim {

/// Something that happens once, and that any number of tasks may wait for: the end of a task, a
/// result that is there.
class OneShot : public Object {
 public:
  explicit OneShot(std::string_view name) : Object(name) {}

  /// It happens, in the running step. Again, it does nothing.
  void happen();
  /// Waits for it. False: the execution is over.
  bool await();
  /// The same for destructors: does not throw when the execution ends.
  void await_in_destructor();

  [[nodiscard]] bool happened() const { return happened_; }

 private:
  void see();

  bool happened_ = false;
  TaskSet waiting_;
  SyncClock clock_;
};

}  // namespace rollcall::sim
