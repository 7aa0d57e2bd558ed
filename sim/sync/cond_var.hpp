#pragma once

#include "sim/sync/mutex.hpp"

#include <mutex>
#include <string_view>
#include <vector>

namespace rollcall::sim {

/// A condition variable with std's interface. Which of several waiters a notify_one wakes is a draw
/// (stream "wake"). There are no spurious wake-ups. Notifying nobody is forgotten, as everywhere.
class cond_var : public Object {
 public:
  explicit cond_var(std::string_view name = "cond_var") : Object(name) {}

  /// Requires that this task holds `lock`.
  void wait(std::unique_lock<mutex>& lock);

  template <typename Predicate>
  void wait(std::unique_lock<mutex>& lock, Predicate ready) {
    // A cancelled wait returns without waiting, so the loop must end too.
    while (!world().cancelling() && !ready()) {
      ConditionCheck check{
          .holds = [](void* condition) { return bool{(*static_cast<Predicate*>(condition))()}; },
          .condition = &ready};
      world().await_condition(&check);
      wait(lock);
      world().await_condition(nullptr);
    }
  }

  void notify_one();
  void notify_all();

 private:
  std::vector<Slot> parked_;  // in order of arrival
};

}  // namespace rollcall::sim
