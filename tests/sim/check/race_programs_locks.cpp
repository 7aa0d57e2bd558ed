#include "tests/sim/check/race_programs.hpp"

#include <mutex>

namespace rollcall {

std::vector<Program> mutex_programs() {  // function-length: a table
  return {
      {"Mutex", Races::kNever,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         const auto add = [&] {
           const std::scoped_lock lock(mu);
           increment(x);
         };
         together(add, add, add);
       }},
      {"MutexOfOneOnly", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         together(
             [&] {
               const std::scoped_lock lock(mu);
               increment(x);
             },
             [&] { static_cast<void>(x.read()); });
       }},
      {"TwoMutexes", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::mutex left("left");
         sim::mutex right("right");
         together(
             [&] {
               const std::scoped_lock lock(left);
               increment(x);
             },
             [&] {
               const std::scoped_lock lock(right);
               increment(x);
             });
       }},
      // Ordered, and no race, where the reader locks first.
      {"WriteAfterUnlock", Races::kSometimes,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         together(
             [&] {
               { const std::scoped_lock lock(mu); }
               x.write(1);
             },
             [&] {
               const std::scoped_lock lock(mu);
               static_cast<void>(x.read());
             });
       }},
      {"TryLock", Races::kNever,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         const auto add = [&] {
           if (mu.try_lock()) {
             increment(x);
             mu.unlock();
           }
         };
         together(add, add);
       }},
      {"TryLockUnheeded", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         const auto add = [&](int value) {
           const bool mine = mu.try_lock();
           if (mine) {
             mu.unlock();
           }
           return value;
         };
         together(
             [&] {
               x.write(add(1));
               sim::yield();
             },
             [&] { x.write(add(2)); });
       }},
      {"LockHandedOver", Races::kNever,  // Any task may unlock.
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         mu.lock();
         sim::spawn("child", [&] {
           x.write(1);
           mu.unlock();
         });
         together([&] {
           const std::scoped_lock lock(mu);
           x.write(2);
         });
       }},
  };
}

std::vector<Program> condition_programs() {  // function-length: a table
  return {
      {"Condition", Races::kNever,
       [] {
         Number x(0, "x");
         bool ready = false;
         sim::mutex mu("mu");
         sim::cond_var filled("filled");
         together(
             [&] {
               x.write(1);
               const std::scoped_lock lock(mu);
               ready = true;
               filled.notify_one();
             },
             [&] {
               std::unique_lock lock(mu);
               filled.wait(lock, [&] { return ready; });
               x.write(2);
             });
       }},
      {"ConditionToAll", Races::kNever,
       [] {
         Number x(0, "x");
         bool ready = false;
         sim::mutex mu("mu");
         sim::cond_var filled("filled");
         const auto look = [&] {
           std::unique_lock lock(mu);
           filled.wait(lock, [&] { return ready; });
           static_cast<void>(x.read());
         };
         together(look, look, [&] {
           x.write(1);
           const std::scoped_lock lock(mu);
           ready = true;
           filled.notify_all();
         });
       }},
      {"ConditionThenWrite", Races::kAlways,  // What it waits for is there too early.
       [] {
         Number x(0, "x");
         bool ready = false;
         sim::mutex mu("mu");
         sim::cond_var filled("filled");
         together(
             [&] {
               {
                 const std::scoped_lock lock(mu);
                 ready = true;
                 filled.notify_one();
               }
               x.write(1);
             },
             [&] {
               std::unique_lock lock(mu);
               filled.wait(lock, [&] { return ready; });
               lock.unlock();
               static_cast<void>(x.read());
             });
       }},
      {"ConditionWithoutItsPredicate", Races::kNever,
       [] {
         Number x(0, "x");
         sim::mutex mu("mu");
         sim::cond_var filled("filled");
         std::unique_lock lock(mu);
         sim::spawn("child", [&] {
           x.write(1);
           const std::scoped_lock own(mu);  // Main waits once this can be had.
           filled.notify_one();
         });
         filled.wait(lock);
         x.write(2);
       }},
  };
}

}  // namespace rollcall
