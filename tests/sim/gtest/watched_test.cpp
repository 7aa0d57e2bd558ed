// What check_schedules installs by itself: naming of crashes, and the watchdog. Each test dies in a
// process of its own, and waits for that however long it takes.
#include "tests/sim/gtest/support.hpp"

#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <mutex>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

bool dies(int status) { return status != 0; }

TEST(WatchedDeathTest, ACrashNamesItsTask) {
  EXPECT_EXIT(check_schedules({.seed = 1}, [] { sim::spawn("victim", [] { std::abort(); }); }),
              dies,
              "rollcall: crash: SIGABRT in task 'victim', step [0-9]+, after 'start'; seed 0x");
}

#if !defined(ROLLCALL_TSAN)  // which sees the deadlock of the real mutex itself

TEST(WatchedDeathTest, ARealWaitNamesItsTask) {
  EXPECT_EXIT(check_schedules({.patience = 200ms},
                              [] {
                                sim::spawn("waiter", [] {
                                  std::mutex mutex;
                                  std::condition_variable ready;
                                  std::unique_lock lock(mutex);
                                  ready.wait(lock, [] { return false; });
                                });
                              }),
              dies,
              "rollcall: blocked: no op for 200ms, .* in task 'waiter', step [0-9]+, after "
              "'start'; seed 0x");
}

#endif

TEST(Watched, LongWorkIsNotBlocked) {
  check_schedules({.runs = 1, .patience = 4ms}, [] {
    volatile std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < 50'000'000; ++i) {
      sum = sum + i;
    }
  });
}

}  // namespace
}  // namespace rollcall
