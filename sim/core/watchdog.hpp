#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <string>

namespace rollcall {

/// Ends the process (SIGABRT) when a task of this thread runs for so long without an op, of real
/// time, and says which: a loop without ops is a livelock that no bound of steps can see.
///
/// Watches the executions on the thread that makes it; one a thread at a time. It only looks, so no
/// execution depends on it. While the process stands still, as in a debugger, no time passes.
class Watchdog {
 public:
  /// Requires patience > 0. It strikes after at most a quarter more.
  explicit Watchdog(Duration patience);
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  static constexpr int kLooks = 4;  // within its patience

  /// Ends the process if the last kLooks calls found the task at the same step as the one before
  /// them. The timer calls it; a test that must not depend on real time calls it instead.
  void look();

 private:
  std::string cause_;
  void* timer_ = nullptr;
  std::uint64_t execution_ = 0;
  std::uint64_t step_ = 0;
  int fruitless_looks_ = 0;
};

}  // namespace rollcall
