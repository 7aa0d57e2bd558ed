// How an execution ends, and what that is called.
#include "sim/core/world.hpp"
#include "tests/sim/programs.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(WorldEnd, WaitsForAllButDaemons) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    bool child_ended = false;
    bool daemon_ended = false;
    const RunResult result = run(seed, [&] {
      sim::spawn("child", [&] {
        sim::sleep(2ns);
        child_ended = true;
      });
      sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [&] {
        sim::sleep(3ns);
        daemon_ended = true;
      });
    });
    EXPECT_EQ(finding(result), "");
    EXPECT_TRUE(child_ended);
    EXPECT_FALSE(daemon_ended) << "a daemon does not keep the execution going";
    EXPECT_EQ(result.end, Time{2ns});
  }
}

TEST(WorldEnd, ABlockedDaemonIsNoLeak) {
  const RunResult result = run(1, [] {
    sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [] {
      sim::channel<int> nothing(0, "nothing");
      static_cast<void>(nothing.receive());
    });
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(WorldEnd, ATaskLeftBehindIsALeak) {
  const RunResult result = run(1, [] {
    for (std::uint64_t i = 1; i <= 2; ++i) {
      sim::spawn({.name = {.text = "job", .number = i}}, [] {
        sim::channel<int> nothing(0, "nothing");
        static_cast<void>(nothing.receive());
      });
    }
  });
  EXPECT_EQ(
      finding(result),
      "task-leak: job 1 waits to receive from nothing #1; job 2 waits to receive from nothing #2");
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->task, TaskId::kNone);
  EXPECT_EQ(result.violation->task_name, "");
  EXPECT_EQ(result.violation->act, "");
  EXPECT_EQ(result.violation->step, result.steps);
}

TEST(WorldEnd, ADeadlockNamesHoldersAndTheCycle) {
  int deadlocks = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, deadlock_program);
    if (result.violation) {
      ++deadlocks;
      EXPECT_EQ(finding(result),
                "deadlock: task 1 waits to lock right, held by task 2; "
                "task 2 waits to lock left, held by task 1; "
                "in a cycle: task 1 -> task 2 -> task 1");
    }
  }
  EXPECT_GT(deadlocks, 10);
  EXPECT_LT(deadlocks, 90);
}

TEST(WorldEnd, ACycleIsADeadlockThoughTheRootHasReturned) {
  struct Two {
    sim::mutex left{"left"};
    sim::mutex right{"right"};
  };
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      const auto two = std::make_shared<Two>();
      sim::spawn("a", [two] {
        const std::scoped_lock first(two->left);
        const std::scoped_lock second(two->right);
      });
      sim::spawn("b", [two] {
        const std::scoped_lock first(two->right);
        const std::scoped_lock second(two->left);
      });
    });
    found.insert(finding(result));
  }
  EXPECT_EQ(found, (std::set<std::string>{
                       "",
                       "deadlock: a waits to lock right, held by b; b waits to lock left, "
                       "held by a; in a cycle: a -> b -> a"}));
}

TEST(WorldEnd, ASecondLockByTheHolderIsACycleOfOne) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    mutex.lock();
    mutex.lock();
  });
  EXPECT_EQ(finding(result),
            "deadlock: main waits to lock m, held by main; in a cycle: main -> main");
}

TEST(WorldEnd, DaemonsMayWaitForEverButNotForEachOther) {
  struct Two {
    sim::mutex left{"left"};
    sim::mutex right{"right"};
  };
  const RunResult result = run(1, [] {
    const auto two = std::make_shared<Two>();
    sim::spawn({.name = {.text = "a"}, .daemon = true}, [two] {
      const std::scoped_lock first(two->left);
      sim::sleep(1ns);
      const std::scoped_lock second(two->right);
    });
    sim::spawn({.name = {.text = "b"}, .daemon = true}, [two] {
      const std::scoped_lock first(two->right);
      sim::sleep(1ns);
      const std::scoped_lock second(two->left);
    });
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result),
            "deadlock: a waits to lock right, held by b; b waits to lock left, held by a; "
            "in a cycle: a -> b -> a");
}

TEST(WorldEnd, ALockThatATaskLeavesHeldIsNamed) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::spawn("careless", [&] { mutex.lock(); });
    sim::sleep(1ns);
    mutex.lock();
  });
  EXPECT_EQ(finding(result),
            "lock-left-held: m is held by careless, which has ended; "
            "main waits to lock m, held by careless, which has ended");
}

TEST(WorldEnd, APanicNamesItsTaskAndWhatItSaid) {
  const RunResult result = run(1, [] {
    sim::mutex mutex("m");
    sim::spawn({.name = {.text = "register w", .number = 2}}, [&] {
      const std::scoped_lock lock(mutex);
      throw std::out_of_range("no such worker");
    });
    World::current().await_idle();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "panic: task 'register w 2' panicked: no such worker");
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->task, TaskId{1});
  EXPECT_EQ(result.violation->task_name, "register w 2");
}

TEST(WorldEnd, AnyExceptionThatLeavesATaskIsAPanic) {
  EXPECT_EQ(finding(run(1, [] { throw Panic("gave up"); })),
            "panic: task 'main' panicked: gave up");
  EXPECT_EQ(finding(run(1, [] { throw 7; })),
            "panic: task 'main' was left by an exception of unknown type");
}

TEST(WorldEnd, TheFirstPanicCounts) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    found.insert(finding(run(seed, [] {
      sim::spawn("a", [] { throw Panic("a"); });
      sim::spawn("b", [] { throw Panic("b"); });
      World::current().await_idle();
    })));
  }
  EXPECT_EQ(found,
            (std::set<std::string>{"panic: task 'a' panicked: a", "panic: task 'b' panicked: b"}));
}

TEST(WorldEnd, ALivelockEndsAtTheBound) {
  World world;
  RandomWalk strategy;
  for (const std::uint64_t bound : {1ULL, 2ULL, 1000ULL}) {
    const RunResult result = world.run({.seed = 1, .strategy = strategy, .steps_max = bound}, [] {
      for (;;) {
        sim::yield();
      }
    });
    EXPECT_EQ(finding(result), "livelock: the execution did not end within " +
                                   std::to_string(bound) + " steps; the last was of 'main'");
    EXPECT_EQ(result.steps, bound);
  }
}

TEST(WorldEnd, AReportEndsTheExecutionAfterItsStep) {
  int after = 0;
  const RunResult result = run(1, [&] {
    sim::atomic<int> value(0, "value");
    sim::sleep(5ns);
    value.store(1);
    World::current().report("no-ones", "one was seen");
    World::current().report("second", "does not count");
    ++after;
    value.store(2);
    ADD_FAILURE() << "a step was done after the report";
  });
  EXPECT_EQ(finding(result), "no-ones: one was seen");
  EXPECT_EQ(after, 1) << "a step ends at the next op";
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->step, 3U);
  EXPECT_EQ(result.steps, 3U);
  EXPECT_EQ(result.violation->time, Time{5ns});
  EXPECT_EQ(result.violation->task_name, "main");
  EXPECT_EQ(result.violation->act, "store value");
}

TEST(WorldEnd, AReportInTheLastStepCounts) {
  EXPECT_EQ(finding(run(1, [] { World::current().report("late", "at the end"); })),
            "late: at the end");
}

TEST(WorldEnd, AReportFromATimerCounts) {
  const auto fire = [](void* world, std::uint64_t) {
    static_cast<World*>(world)->report("alarm", "rang");
  };
  const RunResult result = run(1, [&] {
    World& world = World::current();
    world.arm(3ns, {.run = fire, .object = &world, .argument = 0});
    world.await_idle();
    ADD_FAILURE() << "a step was done after the report";
  });
  EXPECT_EQ(finding(result), "alarm: rang");
  EXPECT_EQ(result.end, Time{3ns});
}

}  // namespace
}  // namespace rollcall
