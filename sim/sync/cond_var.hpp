#pragma once

#include "sim/sync/mutex.hpp"

#include <cstddef>
#include <mutex>
#include <optional>
#include <string_view>

namespace rollcall::sim {

/// A condition variable with std's interface. Which of several waiters a notify_one wakes is a draw
/// (stream "wake"). There are no spurious wake-ups. Notifying nobody is forgotten, as everywhere.
class cond_var : public Object {
 public:
  explicit cond_var(std::string_view name = "cond_var") : Object(name) {}
  explicit cond_var(std::nullptr_t) = delete;  // a 0 is no name

  /// Requires that this task holds `lock`.
  void wait(std::unique_lock<mutex>& lock);

  template <typename Predicate>
  void wait(std::unique_lock<mutex>& lock, Predicate ready) {
    // A cancelled wait returns without waiting, so the loop must end too.
    while (!world().cancelling() && !ready()) {
      ConditionCheck check{
          .holds = [](void* condition) { return bool{(*static_cast<Predicate*>(condition))()}; },
          .condition = &ready};
      const Awaiting awaiting(world(), check);
      wait(lock);
    }
  }

  /// The same, but not longer than that. False if no notification came in time.
  bool wait_for(std::unique_lock<mutex>& lock, Duration duration);

  /// False if it is not ready when the time is over.
  template <typename Predicate>
  bool wait_for(std::unique_lock<mutex>& lock, Duration duration, Predicate ready) {
    const Time begin = world().now();
    while (!world().cancelling() && !ready()) {
      if (!wait_for(lock, duration - (world().now() - begin))) {
        return ready();
      }
    }
    return true;
  }

  void notify_one();
  void notify_all();

 private:
  // The world knows the condition as long as this lives: a wait may also be left by an exception.
  class Awaiting {
   public:
    Awaiting(World& world, ConditionCheck& check) : world_(world) { world.await_condition(&check); }
    ~Awaiting() { world_.await_condition(nullptr); }
    Awaiting(const Awaiting&) = delete;
    Awaiting& operator=(const Awaiting&) = delete;

   private:
    World& world_;
  };

  bool wait_at_most(std::unique_lock<mutex>& lock, std::optional<Duration> limit);

  TaskSet parked_;
};

}  // namespace rollcall::sim
