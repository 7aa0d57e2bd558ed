#include "sim/core/watchdog.hpp"

#include "sim/core/crash.hpp"
#include "tests/sim/support.hpp"

#include <chrono>
#include <csignal>
#include <thread>

namespace rollcall {
namespace {

using std::chrono::milliseconds;

bool aborts(int status) {
#ifdef ROLLCALL_ASAN
  return status != 0;
#else
  return testing::KilledBySignal(SIGABRT)(status);
#endif
}

// As real as the watchdog's clock is.
void spin_for(milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  while (std::chrono::steady_clock::now() < end) {
  }
}

TEST(WatchdogDeathTest, NamesTheTaskThatSpins) {
  EXPECT_EXIT(
      {
        install_crash_report();
        const Watchdog watchdog(std::chrono::seconds(1));
        World world;
        run_in(world, 1, [] {});
        run_in(world, 42, [] {
          sim::mutex mu("mu");
          sim::spawn("spinner", [&] {
            const std::scoped_lock lock(mu);
            spin_for(std::chrono::seconds(60));
          });
          World::current().await_idle();
        });
      },
      aborts,
      "rollcall: livelock: no op for 1s in task 'spinner', step [0-9]+, after 'lock mu'; seed "
      "0x2a\n");
}

TEST(Watchdog, LetsAnExecutionBeThatDoesOps) {
  const Watchdog watchdog(milliseconds(200));
  const RunResult result = run(1, [] {
    for (int i = 0; i < 10; ++i) {
      spin_for(milliseconds(60));
      sim::yield();
    }
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Watchdog, LetsALongTimeBetweenExecutionsBe) {
  const Watchdog watchdog(milliseconds(100));
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(finding(run(1, [] {})), "");
    spin_for(milliseconds(200));
  }
}

TEST(Watchdog, ChangesNothingInAnExecution) {
  const auto program = [] { together([] { sim::yield(); }, [] { sim::yield(); }); };
  const RunResult alone = run(5, program);
  const Watchdog watchdog(milliseconds(1000));
  EXPECT_EQ(summary(run(5, program)), summary(alone));
}

}  // namespace
}  // namespace rollcall
