// Only the first test lets a watchdog's timer fire, and waits for that however long it takes. The
// others look in place of the timer, as a busy machine may delay any task.
#include "sim/core/watchdog.hpp"

#include "sim/core/crash.hpp"
#include "tests/sim/support.hpp"

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <thread>

namespace rollcall {
namespace {

constexpr std::chrono::hours kNever{24};

bool aborts(int status) {
#ifdef ROLLCALL_ASAN
  return status != 0;
#else
  return testing::KilledBySignal(SIGABRT)(status);
#endif
}

// Calls the C library because ThreadSanitizer delivers a signal in such calls only.
[[noreturn]] void spin() {
  while (true) {
    static_cast<void>(std::chrono::steady_clock::now());
  }
}

void look(Watchdog& watchdog, int times) {
  for (int i = 0; i < times; ++i) {
    watchdog.look();
  }
}

TEST(WatchdogDeathTest, NamesTheTaskThatSpins) {
  EXPECT_EXIT(
      {
        alarm(1800);  // ends the test if the watchdog does not
        install_crash_report();
        const Watchdog watchdog(std::chrono::seconds(1));
        World world;
        run_in(world, 1, [] {});
        run_in(world, 42, [] {
          sim::mutex mu("mu");
          sim::spawn("spinner", [&] {
            const std::scoped_lock lock(mu);
            spin();
          });
          World::current().await_idle();
        });
      },
      aborts,
      "rollcall: livelock: no op for 1s in task 'spinner', step [0-9]+, after 'lock mu'; seed "
      "0x2a\n");
}

// Waits for the watchdog however long it takes.
void lock_a_real_mutex() {
  std::mutex mutex;
  mutex.lock();
  std::thread([&] { mutex.lock(); }).join();
}

TEST(WatchdogDeathTest, NamesTheTaskThatARealLockHolds) {
  EXPECT_EXIT(
      {
        alarm(1800);
        install_crash_report();
        const Watchdog watchdog({.loop = kNever, .blocked = std::chrono::milliseconds(400)});
        World world;
        run_in(world, 1, [] {});
        run_in(world, 42, [] {
          sim::mutex mu("mu");
          sim::spawn("blocked", [&] {
            const std::scoped_lock lock(mu);
            lock_a_real_mutex();
          });
          World::current().await_idle();
        });
      },
      aborts,
      "rollcall: blocked: no op for 400ms, as a real lock, sleep or socket holds the thread, in "
      "task 'blocked', step [0-9]+, after 'lock mu'; seed 0x2a\n");
}

TEST(Watchdog, TellsAThreadThatSleepsFromOneThatWorksOrWaitsForAProcessor) {
  constexpr std::chrono::milliseconds kApart{250};
  const ThreadUsage before{.processor = std::chrono::seconds(3), .sleeps = 7, .disk_waits = 2};
  ThreadUsage after = before;
  EXPECT_FALSE(slept_between(before, after, kApart)) << "it was ready to run, and did not";
  after.sleeps = 8;
  EXPECT_TRUE(slept_between(before, after, kApart));
  after.processor += std::chrono::milliseconds(24);
  EXPECT_TRUE(slept_between(before, after, kApart)) << "the look takes time, too";
  after.processor += std::chrono::milliseconds(1);
  EXPECT_FALSE(slept_between(before, after, kApart)) << "it works";
  after.processor = before.processor;
  after.disk_waits = 3;
  EXPECT_FALSE(slept_between(before, after, kApart)) << "the machine is short of memory";
}

TEST(WatchdogDeathTest, EndsWhatItFindsAtTheSameStepTooOften) {
  EXPECT_EXIT(
      {
        install_crash_report();
        Watchdog watchdog(kNever);
        run(42, [&] { look(watchdog, 1 + Watchdog::kLooks); });
        std::exit(0);
      },
      aborts, "rollcall: livelock: no op for .* in task 'main', step [0-9]+.*; seed 0x2a\n");
}

TEST(Watchdog, LetsAnExecutionBeThatDoesOps) {
  Watchdog watchdog(kNever);
  const RunResult result = run(1, [&] {
    for (int i = 0; i < 10; ++i) {
      look(watchdog, Watchdog::kLooks);
      sim::yield();
    }
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Watchdog, LetsALongTimeBetweenExecutionsBe) {
  Watchdog watchdog(kNever);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(finding(run(1, [&] { watchdog.look(); })), "");
    look(watchdog, 3 * Watchdog::kLooks);
  }
}

TEST(Watchdog, ChangesNothingInAnExecution) {
  const auto program = [](const std::function<void()>& between) {
    return [between] {
      const auto task = [&] {
        between();
        sim::yield();
        between();
      };
      together(task, task);
    };
  };
  const RunResult alone = run(5, program([] {}));
  Watchdog watchdog(kNever);
  EXPECT_EQ(summary(run(5, program([&] { watchdog.look(); }))), summary(alone));
}

}  // namespace
}  // namespace rollcall
