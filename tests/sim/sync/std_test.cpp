// std's names: the code in these tests would do the same with std's own.
#include "sim/sync/std.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <future>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

namespace rollcall {
namespace {

using namespace std::chrono_literals;
namespace conc = sim::std_shaped;

TEST(StdShaped, JoinWaitsForTheEndOfAThread) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RunResult result = run(seed, [] {
      int sum = 0;
      conc::mutex mutex;
      const auto add = [&](int value, std::unique_ptr<int> more) {
        for (int i = 0; i < value; ++i) {
          const conc::scoped_lock lock(mutex);
          sum += *more;
        }
      };
      conc::thread first(add, 3, std::make_unique<int>(1));
      conc::thread second(add, 2, std::make_unique<int>(10));
      EXPECT_NE(first.get_id(), second.get_id());
      first.join();
      second.join();
      EXPECT_EQ(sum, 23);
      EXPECT_FALSE(first.joinable());
      conc::thread([] { conc::this_thread::sleep_for(1ms); }).detach();
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(StdShaped, AJoinableThreadDestroyedIsAPanic) {
  EXPECT_EQ(finding(run(1, [] { const conc::thread thread([] {}); })),
            "panic: a thread is destroyed while joinable");
  EXPECT_EQ(finding(run(1, [] { conc::thread().join(); })),
            "panic: task 'main' panicked: join of a thread that is not joinable");
}

TEST(StdShaped, AJthreadIsStoppedAndJoinedByItsDestructor) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const RunResult result = run(seed, [] {
      bool ended = false;
      {
        const conc::jthread thread([&](const conc::stop_token& token) {
          while (!token.stop_requested()) {
            conc::this_thread::yield();
          }
          ended = true;
        });
        conc::this_thread::yield();
      }
      EXPECT_TRUE(ended);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(StdShaped, AnExecutionThatEndsDoesNotThrowThroughADestructor) {
  const RunResult result = run(1, [] {
    sim::channel<int> never(0, "never");
    const conc::jthread thread([&] { static_cast<void>(never.receive()); });
    const auto stuck = conc::async([&] { static_cast<void>(never.receive()); });
  });
  EXPECT_EQ(finding(result).substr(0, 9), "deadlock:");
}

TEST(StdShaped, ARecursiveMutexIsFreeWhenUnlockedAsOften) {
  const RunResult result = run(1, [] {
    conc::recursive_mutex mutex;
    mutex.lock();
    EXPECT_TRUE(mutex.try_lock());
    conc::thread other([&] { EXPECT_FALSE(mutex.try_lock()); });
    other.join();
    mutex.unlock();
    conc::thread waiter([&] { const conc::lock_guard lock(mutex); });
    mutex.unlock();
    waiter.join();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(StdShaped, ATimedMutexWorksWithStdsLocks) {
  const RunResult result = run(1, [] {
    conc::timed_mutex mutex;
    const conc::unique_lock lock(mutex, 10ms);
    EXPECT_TRUE(lock.owns_lock());
    conc::thread other([&] {
      const conc::unique_lock late(mutex, 10ms);
      EXPECT_FALSE(late.owns_lock());
    });
    other.join();
    EXPECT_EQ(sim::now(), Time{10ms});
  });
  EXPECT_EQ(finding(result), "");
}

TEST(StdShaped, ASharedMutexAdmitsReadersTogether) {
  const RunResult result = run(1, [] {
    conc::shared_mutex mutex;
    const conc::shared_lock first(mutex);
    const conc::shared_lock second(mutex);
    EXPECT_FALSE(mutex.try_lock());
  });
  EXPECT_EQ(finding(result), "");
}

TEST(StdShaped, ATimedWaitEndsByNotificationOrTime) {
  std::set<bool> outcomes;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      conc::mutex mutex;
      conc::condition_variable changed;
      bool ready = false;
      conc::thread setter([&] {
        conc::this_thread::sleep_for(5ms);
        const conc::scoped_lock lock(mutex);
        ready = true;
        changed.notify_all();
      });
      conc::unique_lock lock(mutex);
      EXPECT_FALSE(changed.wait_for(lock, 4ms, [&] { return ready; }));
      EXPECT_EQ(sim::now(), Time{4ms});
      EXPECT_EQ(changed.wait_for(lock, 0ms), conc::cv_status::timeout);
      outcomes.insert(changed.wait_until(lock, Time{5ms}, [&] { return ready; }));
      EXPECT_TRUE(changed.wait_for(lock, 1h, [&] { return ready; }));
      EXPECT_EQ(sim::now(), Time{5ms});
      EXPECT_TRUE(lock.owns_lock());
      lock.unlock();
      setter.join();
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(outcomes.size(), 2U) << "at the same instant either may come first";
}

TEST(StdShaped, AFutureGetsTheValueOrTheException) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [] {
      conc::promise<int> value;
      conc::promise<void> failure;
      auto number = value.get_future();
      auto nothing = failure.get_future();
      conc::thread setter([&] {
        value.set_value(5);
        failure.set_exception(std::make_exception_ptr(std::runtime_error("no")));
      });
      EXPECT_EQ(number.get(), 5);
      EXPECT_FALSE(number.valid());
      EXPECT_THROW(nothing.get(), std::runtime_error);
      setter.join();
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(StdShaped, ABrokenPromiseIsSeenByItsFuture) {
  const RunResult result = run(1, [] {
    conc::future<int> future;
    {
      conc::promise<int> promise;
      future = promise.get_future();
    }
    EXPECT_THROW(future.get(), std::future_error);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(StdShaped, APromiseKeptTwiceIsAPanic) {
  EXPECT_EQ(finding(run(1,
                        [] {
                          conc::promise<int> promise;
                          promise.set_value(1);
                          promise.set_value(2);
                        })),
            "panic: task 'main' panicked: a promise is kept twice");
}

TEST(StdShaped, AsyncRunsInATaskThatItsFutureWaitsFor) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [] {
      auto sum = conc::async([](int left, int right) { return left + right; }, 2, 3);
      auto failing = conc::async([]() -> int { throw std::runtime_error("no"); });
      bool ended = false;
      {
        const auto discarded = conc::async([&] {
          sim::yield();
          ended = true;
        });
      }
      EXPECT_TRUE(ended);
      EXPECT_EQ(sum.get(), 5);
      EXPECT_THROW(failing.get(), std::runtime_error);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(StdShaped, APackagedTaskGivesItsResultToItsFuture) {
  const RunResult result = run(1, [] {
    conc::packaged_task<int(int)> square([](int x) { return x * x; });
    auto future = square.get_future();
    conc::thread runner(std::move(square), 7);
    EXPECT_EQ(future.get(), 49);
    runner.join();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(StdShaped, ALatchOpensWhenCountedDown) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [] {
      conc::latch latch(2);
      int arrived = 0;
      conc::thread other([&] {
        ++arrived;
        latch.count_down();
      });
      ++arrived;
      latch.arrive_and_wait();
      EXPECT_EQ(arrived, 2);
      other.join();
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(StdShaped, ACountingSemaphoreCounts) {
  const RunResult result = run(1, [] {
    conc::counting_semaphore<4> semaphore(1);
    semaphore.acquire();
    EXPECT_FALSE(semaphore.try_acquire());
    conc::thread other([&] { semaphore.release(2); });
    semaphore.acquire();
    semaphore.acquire();
    other.join();
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
