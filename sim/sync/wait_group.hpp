#pragma once

#include "sim/core/world.hpp"

#include <cstdint>
#include <string_view>

namespace rollcall::sim {

/// Go's WaitGroup: a counter that tasks can wait to see at zero.
///
/// Reaching zero releases every parked waiter for good. A negative counter is a panic, and so is
/// one that is raised again before a released waiter has returned.
class wait_group : public Object {
 public:
  explicit wait_group(std::string_view name = "wait_group") : Object(name) {}
  explicit wait_group(std::int64_t count, std::string_view name = "wait_group")
      : Object(name), count_(count) {}

  void add(std::int64_t delta);
  void done() { add(-1); }
  void wait();

 private:
  std::int64_t count_ = 0;
  bool was_zero_again_ = false;  // it has come down to zero
  TaskSet waiting_;              // at wait(), which is enabled while the count is zero
  TaskSet released_;             // those of them that have waited, and have seen zero for good
  TaskSet reused_;               // those of released_ under whom it was raised again
  SyncClock clock_;              // what was done before each done()
};

}  // namespace rollcall::sim
