#include "sim/sync/mutex.hpp"

#include "tests/sim/support.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <set>
#include <string>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(Mutex, ExcludesAtEverySeed) {
  World world;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    int inside = 0;
    int passes = 0;
    const RunResult result = run_in(world, seed, [&] {
      sim::mutex mutex("m");
      const auto enter = [&] {
        for (int i = 0; i < 3; ++i) {
          const std::scoped_lock lock(mutex);
          ASSERT_EQ(++inside, 1);
          sim::yield();
          ASSERT_EQ(inside--, 1);
          ++passes;
        }
      };
      together(enter, enter, enter, enter);
      EXPECT_FALSE(mutex.held());
    });
    ASSERT_EQ(finding(result), "");
    ASSERT_EQ(passes, 12);
  }
}

TEST(Mutex, WaiterGetsItAfterUnlock) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    run(seed, [] {
      sim::mutex mutex("m");
      bool got = false;
      mutex.lock();
      EXPECT_TRUE(mutex.held());
      EXPECT_EQ(mutex.holder(), TaskId{0});
      const TaskId waiter = sim::spawn("waiter", [&] {
        mutex.lock();
        got = true;
      });
      World::current().await_idle();
      EXPECT_FALSE(got);
      mutex.unlock();
      World::current().await_idle();
      EXPECT_TRUE(got);
      EXPECT_EQ(mutex.holder(), waiter);
    });
  }
}

TEST(Mutex, AnyWaiterMayBeNext) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    std::string order;
    run(seed, [&] {
      sim::mutex mutex("m");
      mutex.lock();
      for (const char name : {'a', 'b', 'c'}) {
        sim::spawn("waiter", [&, name] {
          const std::scoped_lock lock(mutex);
          order += name;
        });
      }
      World::current().await_idle();
      mutex.unlock();
      World::current().await_idle();
    });
    orders.insert(order);
  }
  EXPECT_EQ(orders.size(), 6U);
}

TEST(Mutex, TryLockTakesItOnlyWhileItIsFree) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    EXPECT_TRUE(mutex.try_lock());
    EXPECT_FALSE(mutex.try_lock()) << "not re-entrant";
    sim::spawn("other", [&] { EXPECT_FALSE(mutex.try_lock()); });
    World::current().await_idle();
    mutex.unlock();
    EXPECT_TRUE(mutex.try_lock());
    mutex.unlock();
    const std::unique_lock lock(mutex, std::try_to_lock);
    EXPECT_TRUE(lock.owns_lock());
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Mutex, TryLockKeepsWaitersOut) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      sim::mutex mutex("m");
      int inside = 0;
      const auto enter = [&] {
        for (int i = 0; i < 3; ++i) {
          if (mutex.try_lock()) {
            EXPECT_EQ(++inside, 1);
            sim::yield();
            --inside;
            mutex.unlock();
          } else {
            const std::scoped_lock lock(mutex);
            EXPECT_EQ(++inside, 1);
            --inside;
          }
        }
      };
      together(enter, enter, enter);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Mutex, TwoAtOnceByStdDoNotDeadlock) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      sim::mutex left("left");
      sim::mutex right("right");
      together([&] { const std::scoped_lock lock(left, right); },
               [&] { const std::scoped_lock lock(right, left); });
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Mutex, UnlockOfUnlockedIsAPanic) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    mutex.unlock();
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "panic: task 'main' unlocks m, which nobody holds");
  EXPECT_EQ(result.violation->act, "unlock m");
}

TEST(Mutex, MayBeUnlockedByAnotherThanItsHolder) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    mutex.lock();
    sim::spawn("other", [&] { mutex.unlock(); });
    World::current().await_idle();
    EXPECT_FALSE(mutex.held());
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Mutex, LockedAgainByItsHolderIsADeadlockAtOnce) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::spawn({.name = {.text = "busy"}, .daemon = true}, [] {
      for (;;) {
        sim::yield();
      }
    });
    mutex.lock();
    mutex.lock();
  });
  EXPECT_EQ(finding(result),
            "deadlock: main waits to lock m, held by main; in a cycle: main -> main");
}

TEST(Mutex, DestroyedWhileHeldByATaskThatHasEndedIsNamed) {
  const RunResult result = run(1, [] {
    auto mutex = std::make_unique<sim::mutex>("m");
    sim::spawn("careless", [&] { mutex->lock(); });
    World::current().await_idle();
    mutex.reset();
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result),
            "lock-left-held: m is destroyed while held by careless, which has ended");
}

TEST(Mutex, MayOutliveItsExecutionHeld) {
  World world;
  std::unique_ptr<sim::mutex> mutex;
  const RunResult result = run_in(world, 1, [&] {
    mutex = std::make_unique<sim::mutex>("m");
    sim::spawn({.name = {.text = "holder"}, .daemon = true}, [&] {
      mutex->lock();
      sim::sleep(1h);
    });
    sim::sleep(1s);
  });
  EXPECT_EQ(finding(result), "");
  mutex.reset();
  EXPECT_EQ(finding(run_in(world, 1, [] { sim::yield(); })), "");
}

TEST(Mutex, OfAnEarlierExecutionIsNoneOfThisOnesBusiness) {
  World world;
  std::unique_ptr<sim::mutex> mutex;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const RunResult result = run_in(world, seed, [&] {
      mutex = std::make_unique<sim::mutex>("m");
      sim::spawn({.name = {.text = "holder"}, .daemon = true}, [&] {
        mutex->lock();
        sim::sleep(std::chrono::hours(1));
      });
      sim::sleep(std::chrono::seconds(1));
    });
    EXPECT_EQ(finding(result), "") << seed;
  }
}

TEST(Mutex, HandedToADaemonIsNotLeftHeld) {
  const RunResult result = run(1, [] {
    auto* const mutex = new sim::mutex("m");
    sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [mutex] {
      const std::unique_ptr<sim::mutex> owned(mutex);
      sim::sleep(std::chrono::hours(1));
      mutex->unlock();
    });
    sim::spawn("taker", [mutex] { mutex->lock(); });
    sim::sleep(std::chrono::seconds(1));
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Mutex, IsReleasedByAnException) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    try {
      const std::scoped_lock lock(mutex);
      throw 1;
    } catch (int) {
    }
    EXPECT_FALSE(mutex.held());
    const std::scoped_lock again(mutex);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Mutex, WorksForMoreWaitersThanABitSetWordHolds) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    int inside = 0;
    int passes = 0;
    mutex.lock();
    for (int i = 0; i < 150; ++i) {
      sim::spawn("waiter", [&] {
        const std::scoped_lock lock(mutex);
        EXPECT_EQ(++inside, 1);
        sim::yield();
        --inside;
        ++passes;
      });
    }
    World::current().await_idle();
    mutex.unlock();
    World::current().await_idle();
    EXPECT_EQ(passes, 150);
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
