#include "sim/sync/once.hpp"
#include "sim/sync/rw_mutex.hpp"
#include "sim/sync/semaphore.hpp"
#include "tests/sim/check/race_programs.hpp"

#include <mutex>
#include <shared_mutex>

namespace rollcall {

std::vector<Program> rw_mutex_programs() {  // function-length: a table
  return {
      {"RwMutex", Races::kNever,
       [] {
         Number x(0, "x");
         sim::rw_mutex mu("mu");
         const auto look = [&] {
           const std::shared_lock lock(mu);
           static_cast<void>(x.read());
         };
         const auto add = [&] {
           const std::unique_lock lock(mu);
           increment(x);
         };
         together(look, add, look, add);
       }},
      {"WriteUnderAReadLock", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::rw_mutex mu("mu");
         const auto add = [&] {
           const std::shared_lock lock(mu);
           increment(x);
         };
         together(add, add);
       }},
      {"ReadWithoutItsLock", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::rw_mutex mu("mu");
         together([&] { static_cast<void>(x.read()); },
                  [&] {
                    const std::unique_lock lock(mu);
                    increment(x);
                  });
       }},
      {"RwMutexTried", Races::kNever,
       [] {
         Number x(0, "x");
         sim::rw_mutex mu("mu");
         together(
             [&] {
               if (mu.try_lock()) {
                 increment(x);
                 mu.unlock();
               }
             },
             [&] {
               if (mu.try_lock_shared()) {
                 static_cast<void>(x.read());
                 mu.unlock_shared();
               }
             });
       }},
  };
}

std::vector<Program> once_programs() {
  return {
      {"Once", Races::kNever,
       [] {
         Number x(0, "x");
         sim::once once("once");
         const auto use = [&] {
           once.call([&] { x.write(1); });
           static_cast<void>(x.read());
         };
         together(use, use, use);
       }},
      {"OnceThenWrite", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::once once("once");
         const auto use = [&] {
           once.call([] {});
           increment(x);
         };
         together(use, use);
       }},
  };
}

std::vector<Program> semaphore_programs() {
  const auto pool = [](std::uint64_t permits) {
    return [permits] {
      Number x(0, "x");
      sim::semaphore places(permits, "places");
      const auto add = [&] {
        places.acquire();
        increment(x);
        places.release();
      };
      together(add, add);
    };
  };
  return {
      {"SemaphoreOfOne", Races::kNever, pool(1)},
      {"SemaphoreOfTwo", Races::kSometimes, pool(2)},
      {"SemaphoreAsSignal", Races::kNever,
       [] {
         Number x(0, "x");
         sim::semaphore ready(0, "ready");
         together(
             [&] {
               x.write(1);
               ready.release();
             },
             [&] {
               ready.acquire();
               increment(x);
             });
       }},
      {"WriteAfterTheRelease", Races::kAlways,
       [] {
         Number x(0, "x");
         sim::semaphore ready(0, "ready");
         together(
             [&] {
               ready.release();
               x.write(1);
             },
             [&] {
               ready.acquire();
               static_cast<void>(x.read());
             });
       }},
  };
}

}  // namespace rollcall
