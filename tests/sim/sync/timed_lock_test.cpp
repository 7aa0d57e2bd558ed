// A mutex with a time limit.
#include "sim/sync/mutex.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <set>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(TimedLock, TakesItIfItGetsFreeInTime) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [] {
      sim::mutex mutex("m");
      mutex.lock();
      sim::spawn("holder", [&] {
        sim::sleep(5ms);
        mutex.unlock();
      });
      EXPECT_TRUE(mutex.try_lock_for(10ms));
      EXPECT_EQ(sim::now(), Time{5ms});
      mutex.unlock();
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(TimedLock, GivesUpWhenTheTimeIsOver) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    mutex.lock();
    EXPECT_FALSE(mutex.try_lock_for(10ms));
    EXPECT_EQ(sim::now(), Time{10ms});
    EXPECT_FALSE(mutex.try_lock_for(0ms));
    EXPECT_FALSE(mutex.try_lock_for(-1ms));
    mutex.unlock();
    EXPECT_TRUE(mutex.try_lock_for(0ms));
    mutex.unlock();
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(result.end, Time{10ms});
}

TEST(TimedLock, RacesWithAnUnlockAtThatInstant) {
  std::set<bool> outcomes;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::mutex mutex("m");
      mutex.lock();
      sim::spawn("holder", [&] {
        sim::sleep(10ms);
        mutex.unlock();
      });
      const bool got = mutex.try_lock_for(10ms);
      outcomes.insert(got);
      if (got) {
        mutex.unlock();
      }
      World::current().await_idle();  // The holder may still have to unlock.
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(outcomes.size(), 2U);
}

TEST(TimedLock, ExcludesAtEverySeed) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, [] {
      sim::mutex mutex("m");
      int inside = 0;
      const auto enter = [&] {
        for (int i = 0; i < 3; ++i) {
          if (mutex.try_lock_for(2ms)) {
            EXPECT_EQ(++inside, 1);
            sim::sleep(1ms);
            --inside;
            mutex.unlock();
          }
        }
      };
      together(enter, enter, enter);
    });
    ASSERT_EQ(finding(result), "");
  }
}

}  // namespace
}  // namespace rollcall
