#pragma once

// std's names for the vocabulary, so that C++ code moves into the simulated world by a namespace:
//
//   namespace conc = rollcall::sim::std_shaped;   // was: std
//   conc::mutex mutex;
//   conc::thread worker([&] { const std::scoped_lock lock(mutex); });
//   worker.join();
//
// What std leaves undefined is a panic or a deadlock here. Locks and flags of std itself work with
// these types. Times are virtual. See the other std_*.hpp for threads and futures.

#include "sim/sync/cond_var.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/semaphore.hpp"
#include "sim/sync/std_future.hpp"
#include "sim/sync/std_thread.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <shared_mutex>
#include <utility>

namespace rollcall::sim::std_shaped {

using mutex = sim::mutex;
using timed_mutex = sim::mutex;
using shared_mutex = sim::rw_mutex;
using sim::atomic;
using std::adopt_lock;
using std::cv_status;
using std::defer_lock;
using std::lock_guard;
using std::scoped_lock;
using std::shared_lock;
using std::try_to_lock;
using std::unique_lock;

/// A mutex that its holder may lock again.
class recursive_mutex {
 public:
  void lock() {
    if (!mine()) {
      mutex_.lock();
    }
    ++depth_;
  }
  bool try_lock() {
    if (!mine() && !mutex_.try_lock()) {
      return false;
    }
    ++depth_;
    return true;
  }
  void unlock() {
    if (depth_ <= 1 || !mine()) {
      depth_ = 0;
      mutex_.unlock();
    } else {
      --depth_;
    }
  }

 private:
  [[nodiscard]] bool mine() const { return mutex_.holder() == World::current().running().id; }

  sim::mutex mutex_{"recursive_mutex"};
  std::uint64_t depth_ = 0;  // how often its holder has it
};

/// cond_var with std's timed waits.
class condition_variable : public cond_var {
 public:
  condition_variable() : cond_var("condition_variable") {}

  cv_status wait_for(std::unique_lock<mutex>& lock, Duration duration) {
    return cond_var::wait_for(lock, duration) ? cv_status::no_timeout : cv_status::timeout;
  }
  template <typename Predicate>
  bool wait_for(std::unique_lock<mutex>& lock, Duration duration, Predicate ready) {
    return cond_var::wait_for(lock, duration, std::move(ready));
  }
  cv_status wait_until(std::unique_lock<mutex>& lock, Time deadline) {
    return wait_for(lock, deadline - now());
  }
  template <typename Predicate>
  bool wait_until(std::unique_lock<mutex>& lock, Time deadline, Predicate ready) {
    return cond_var::wait_for(lock, deadline - now(), std::move(ready));
  }
};

class latch {
 public:
  explicit latch(std::ptrdiff_t expected) : left_(std::int64_t{expected}, "latch") {}

  /// Beyond what was expected it panics.
  void count_down(std::ptrdiff_t count = 1) { left_.add(-std::int64_t{count}); }
  void wait() { left_.wait(); }
  void arrive_and_wait(std::ptrdiff_t count = 1) {
    count_down(count);
    wait();
  }

 private:
  wait_group left_;
};

/// A semaphore; its bound is not checked.
template <std::ptrdiff_t kLeastMax = PTRDIFF_MAX>
class counting_semaphore {
 public:
  explicit counting_semaphore(std::ptrdiff_t permits)
      : permits_(static_cast<std::uint64_t>(permits)) {}

  void acquire() { permits_.acquire(); }
  bool try_acquire() { return permits_.try_acquire(); }
  void release(std::ptrdiff_t count = 1) { permits_.release(static_cast<std::uint64_t>(count)); }

 private:
  semaphore permits_;
};
using binary_semaphore = counting_semaphore<1>;

namespace this_thread {  // thread: the name that code under test calls, on tasks and virtual time

inline void sleep_for(Duration duration) { sim::sleep(duration); }
inline void sleep_until(Time time) { sim::sleep(time - sim::now()); }
inline void yield() { sim::yield(); }
[[nodiscard]] inline TaskId get_id() { return World::current().running().id; }

}  // namespace this_thread

}  // namespace rollcall::sim::std_shaped
