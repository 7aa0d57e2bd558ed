#include "sim/sync/rw_mutex.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <mutex>
#include <set>
#include <shared_mutex>
#include <string>

namespace rollcall {
namespace {

TEST(RwMutex, AdmitsReadersTogetherAndAWriterAlone) {
  World world;
  int readers_max = 0;
  for (std::uint64_t seed = 0; seed < 150; ++seed) {
    const RunResult result = run_in(world, seed, [&] {
      sim::rw_mutex mutex("m");
      int readers = 0;
      int writers = 0;
      const auto read = [&] {
        for (int i = 0; i < 2; ++i) {
          const std::shared_lock lock(mutex);
          readers_max = std::max(readers_max, ++readers);
          EXPECT_EQ(writers, 0);
          sim::yield();
          --readers;
        }
      };
      const auto write = [&] {
        for (int i = 0; i < 2; ++i) {
          const std::unique_lock lock(mutex);
          EXPECT_EQ(++writers, 1);
          EXPECT_EQ(readers, 0);
          sim::yield();
          --writers;
        }
      };
      together(read, write, read, write, read);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(readers_max, 3);
}

TEST(RwMutex, APendingWriterKeepsNewReadersOut) {
  const RunResult result = run(1, [] {
    sim::rw_mutex mutex("m");
    std::string order;
    mutex.lock_shared();
    sim::spawn("writer", [&] {
      const std::unique_lock lock(mutex);
      order += 'w';
    });
    World::current().await_idle();
    EXPECT_FALSE(mutex.try_lock_shared());
    sim::spawn("reader", [&] {
      const std::shared_lock lock(mutex);
      order += 'r';
    });
    World::current().await_idle();
    EXPECT_EQ(order, "");
    mutex.unlock_shared();
    World::current().await_idle();
    EXPECT_EQ(order, "wr");
  });
  EXPECT_EQ(finding(result), "");
}

TEST(RwMutex, AWriterThatUnlocksLetsTheReadersInBeforeTheNextWriter) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::string order;
    const RunResult result = run(seed, [&] {
      sim::rw_mutex mutex("m");
      mutex.lock();
      sim::spawn("writer", [&] {
        const std::unique_lock lock(mutex);
        order += 'w';
      });
      World::current().await_idle();
      for (int i = 0; i < 2; ++i) {
        sim::spawn("reader", [&] {
          const std::shared_lock lock(mutex);
          order += 'r';
        });
      }
      World::current().await_idle();
      mutex.unlock();
      World::current().await_idle();
    });
    ASSERT_EQ(finding(result), "");
    ASSERT_EQ(order, "rrw");
  }
}

TEST(RwMutex, TheWriterWaitsForTheLastReader) {
  const RunResult result = run(1, [] {
    sim::rw_mutex mutex("m");
    mutex.lock_shared();
    mutex.lock_shared();
    bool in = false;
    sim::spawn("writer", [&] {
      const std::unique_lock lock(mutex);
      in = true;
    });
    World::current().await_idle();
    mutex.unlock_shared();
    World::current().await_idle();
    EXPECT_FALSE(in);
    mutex.unlock_shared();
    World::current().await_idle();
    EXPECT_TRUE(in);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(RwMutex, TryFormsNeverWait) {
  const RunResult result = run(1, [] {
    sim::rw_mutex mutex("m");
    EXPECT_TRUE(mutex.try_lock_shared());
    EXPECT_TRUE(mutex.try_lock_shared());
    EXPECT_FALSE(mutex.try_lock());
    mutex.unlock_shared();
    mutex.unlock_shared();
    EXPECT_TRUE(mutex.try_lock());
    EXPECT_FALSE(mutex.try_lock());
    EXPECT_FALSE(mutex.try_lock_shared());
    mutex.unlock();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(RwMutex, UnlockOfUnlockedIsAPanic) {
  EXPECT_EQ(finding(run(1,
                        [] {
                          sim::rw_mutex mutex("m");
                          mutex.unlock();
                          sim::yield();
                        })),
            "panic: task 'main' unlocks m, which no writer holds");
  EXPECT_EQ(finding(run(1,
                        [] {
                          sim::rw_mutex mutex("m");
                          mutex.lock();
                          mutex.unlock_shared();
                          sim::yield();
                        })),
            "panic: task 'main' read-unlocks m, which no reader holds");
}

TEST(RwMutex, ReadingAgainBehindAWriterIsADeadlockAtOnce) {
  const RunResult result = run(1, [] {
    sim::rw_mutex mutex("m");
    sim::spawn({.name = {.text = "busy"}, .daemon = true}, [] {
      for (;;) {
        sim::yield();
      }
    });
    mutex.lock_shared();
    sim::spawn("writer", [&] { mutex.lock(); });
    for (int i = 0; i < 50; ++i) {
      sim::yield();
    }
    mutex.lock_shared();
  });
  EXPECT_EQ(finding(result),
            "deadlock: main waits to get m for reading, held by writer; writer waits to get m for "
            "writing, held by main; "
            "in a cycle: main -> writer -> main");
}

TEST(RwMutex, LocksInOppositeOrderAreADeadlock) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    found.insert(finding(run(seed, [] {
      sim::rw_mutex left("left");
      sim::rw_mutex right("right");
      const auto take = [](sim::rw_mutex& first, sim::rw_mutex& second) {
        const std::shared_lock outer(first);
        const std::unique_lock inner(second);
      };
      together([&] { take(left, right); }, [&] { take(right, left); });
    })));
  }
  EXPECT_EQ(found, (std::set<std::string>{
                       "",
                       "deadlock: task 1 waits to get right for writing, held by task 2; task 2 "
                       "waits to get left for writing, held by task 1; in a cycle: task 1 -> task "
                       "2 -> task 1"}));
}

TEST(RwMutex, DestroyedWhileHeldByATaskThatHasEndedIsReported) {
  const RunResult result = run(1, [] {
    sim::rw_mutex mutex("m");
    sim::spawn("reader", [&] { mutex.lock_shared(); });
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result),
            "lock-left-held: m is destroyed while held by reader, which has ended");
}

}  // namespace
}  // namespace rollcall
