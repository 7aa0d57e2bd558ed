#include "sim/sync/cond_var.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>

namespace rollcall {
namespace {

struct Gate {
  sim::mutex mutex{"m"};
  sim::cond_var changed{"changed"};
};

TEST(CondVar, LosesNoNotificationThatComesUnderTheLock) {
  World world;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RunResult result = run_in(world, seed, [] {
      Gate gate;
      bool ready = false;
      together(
          [&] {
            std::unique_lock lock(gate.mutex);
            gate.changed.wait(lock, [&] { return ready; });
            EXPECT_TRUE(lock.owns_lock());
            EXPECT_EQ(gate.mutex.holder(), World::current().running().id);
          },
          [&] {
            const std::scoped_lock lock(gate.mutex);
            ready = true;
            gate.changed.notify_one();
          });
    });
    ASSERT_EQ(finding(result), "");
  }
}

// The classic mistake must be found: the state changes without the lock, between check and wait.
TEST(CondVar, ANotificationThatComesTooEarlyIsForgotten) {
  std::set<bool> lost;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, [] {
      Gate gate;
      sim::shared<bool> ready(false, "ready");
      together(
          [&] {
            std::unique_lock lock(gate.mutex);
            while (!ready.read()) {
              gate.changed.wait(lock);
            }
          },
          [&] {
            ready.write(true);
            gate.changed.notify_one();
          });
    });
    lost.insert(result.violation.has_value());
  }
  EXPECT_EQ(lost.size(), 2U);
}

TEST(CondVar, WaitingGivesTheMutexBack) {
  const RunResult result = run(1, [] {
    Gate gate;
    sim::spawn("waiter", [&] {
      std::unique_lock lock(gate.mutex);
      gate.changed.wait(lock);
    });
    World::current().await_idle();
    EXPECT_FALSE(gate.mutex.held());
    gate.mutex.lock();
    gate.changed.notify_one();
    World::current().await_idle();
    EXPECT_EQ(gate.mutex.holder(), TaskId{0}) << "the waiter needs the mutex to go on";
    gate.mutex.unlock();
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result), "");
}

// Three waiters, in a known order; says who was woken by `notify`.
template <typename Notify>
std::string woken_by(std::uint64_t seed, Notify notify) {
  std::string woken;
  const RunResult result = run(seed, [&] {
    // Owned by all: a waiter that is never woken outlives the root.
    const auto gate = std::make_shared<Gate>();
    for (const char name : {'a', 'b', 'c'}) {
      sim::spawn({.name = {.text = "waiter"}, .daemon = true}, [&woken, gate, name] {
        std::unique_lock lock(gate->mutex);
        gate->changed.wait(lock);
        woken += name;
      });
      World::current().await_idle();
    }
    notify(gate->changed);
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result), "");
  return woken;
}

TEST(CondVar, NotifyOneWakesExactlyOneAndAnyOne) {
  std::set<std::string> woken;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    woken.insert(woken_by(seed, [](sim::cond_var& changed) { changed.notify_one(); }));
  }
  EXPECT_EQ(woken, (std::set<std::string>{"a", "b", "c"}));
}

TEST(CondVar, TwoNotificationsWakeTwo) {
  std::set<std::string> woken;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string who = woken_by(seed, [](sim::cond_var& changed) {
      changed.notify_one();
      changed.notify_one();
    });
    EXPECT_EQ(who.size(), 2U);
    woken.insert(who);
  }
  EXPECT_EQ(woken.size(), 6U);
}

TEST(CondVar, NotifyAllWakesAllInAnyOrder) {
  std::set<std::string> woken;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const std::string who = woken_by(seed, [](sim::cond_var& changed) { changed.notify_all(); });
    EXPECT_EQ(who.size(), 3U);
    woken.insert(who);
  }
  EXPECT_EQ(woken.size(), 6U);
}

TEST(CondVar, NotifyingNobodyIsForgotten) {
  EXPECT_EQ(woken_by(1, [](sim::cond_var&) {}), "") << "there are no spurious wake-ups";
  const RunResult result = run(1, [] {
    Gate gate;
    gate.changed.notify_one();
    gate.changed.notify_all();
    std::unique_lock lock(gate.mutex);
    gate.changed.wait(lock);
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "deadlock");
}

TEST(CondVar, ThePredicateIsAskedBeforeTheFirstWait) {
  const RunResult result = run(1, [] {
    Gate gate;
    std::unique_lock lock(gate.mutex);
    gate.changed.wait(lock, [] { return true; });
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(result.steps, 3U) << "start, lock, unlock";
}

TEST(CondVar, ThePredicateIsAskedAgainAfterEachWakeUp) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      Gate gate;
      int count = 0;
      together(
          [&] {
            std::unique_lock lock(gate.mutex);
            gate.changed.wait(lock, [&] { return count == 3; });
          },
          [&] {
            for (int i = 0; i < 3; ++i) {
              const std::scoped_lock lock(gate.mutex);
              ++count;
              gate.changed.notify_all();
            }
          });
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(CondVar, WaitingWithoutTheLockIsAPanic) {
  const std::string expected =
      "panic: task 'main' panicked: waits on changed without holding its mutex";
  EXPECT_EQ(finding(run(1,
                        [] {
                          Gate gate;
                          std::unique_lock lock(gate.mutex, std::defer_lock);
                          gate.changed.wait(lock);
                        })),
            expected);
  EXPECT_EQ(finding(run(1,
                        [] {
                          Gate gate;
                          std::unique_lock<sim::mutex> of_nothing;
                          gate.changed.wait(of_nothing);
                        })),
            expected);
  EXPECT_EQ(finding(run(1,
                        [] {
                          Gate gate;
                          std::unique_lock lock(gate.mutex);
                          gate.mutex.unlock();
                          try {
                            gate.changed.wait(lock);
                          } catch (const Panic&) {
                            lock.release();  // It thinks it owns the mutex.
                            throw;
                          }
                        })),
            expected);
}

TEST(CondVar, ALostWakeupIsNamed) {
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      sim::mutex mutex("m");
      sim::cond_var ready("ready");
      bool there = false;
      together(
          [&] {
            std::unique_lock lock(mutex);
            ready.wait(lock, [&] { return there; });
          },
          [&] {
            ready.notify_one();  // too early
            const std::scoped_lock lock(mutex);
            there = true;
          });
    });
    if (result.violation) {
      EXPECT_EQ(result.violation->invariant, "lost-wakeup") << finding(result);
      lost = true;
    }
  }
  EXPECT_TRUE(lost);
}

TEST(CondVar, AWaiterWhoseConditionIsNotThereIsInADeadlock) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::cond_var ready("ready");
    std::unique_lock lock(mutex);
    ready.wait(lock, [] { return false; });
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to wake up from ready");
}

TEST(CondVar, AWaiterThatWasWokenHasLostNothing) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::cond_var ready("ready");
    sim::channel<int> never(0, "never");
    bool there = false;
    together(
        [&] {
          std::unique_lock lock(mutex);
          ready.wait(lock, [&] { return there; });
        },
        [&] {
          sim::sleep(Duration{1});
          const std::scoped_lock lock(mutex);
          there = true;
          ready.notify_one();
          static_cast<void>(never.receive());
        });
  });
  EXPECT_EQ(result.violation ? result.violation->invariant : "", "deadlock") << finding(result);
}

TEST(CondVar, OfARootThatForgotItsWaiterIsALeakThoughItIsGone) {
  const RunResult result = run(1, [] {
    const auto mutex = std::make_shared<sim::mutex>("m");
    sim::cond_var ready("ready");
    bool there = false;
    sim::spawn("b", [mutex, &ready, &there] {
      std::unique_lock lock(*mutex);
      ready.wait(lock, [&] { return there; });
    });
    sim::sleep(Duration{1});
  });
  EXPECT_EQ(result.violation ? result.violation->invariant : "", "task-leak") << finding(result);
}

TEST(CondVar, AWaitThatPanickedIsNoLongerAsked) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::cond_var ready("ready");
    sim::channel<int> never(sim::kNil, "never");
    try {
      std::unique_lock<sim::mutex> unlocked(mutex, std::defer_lock);
      bool there = false;
      ready.wait(unlocked, [&] { return std::exchange(there, true); });
    } catch (const Panic&) {
    }
    static_cast<void>(never.receive());
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to receive from never");
}

}  // namespace
}  // namespace rollcall
