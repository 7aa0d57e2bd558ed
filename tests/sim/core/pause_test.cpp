// Tasks that stand still while the clock goes on.
#include "sim/core/world.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <memory>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(Pause, KeepsATaskFromBeingPickedUntilItIsResumed) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    int ticks = 0;
    const RunResult result = run(seed, [&] {
      const TaskId ticker = sim::spawn("ticker", [&] {
        for (int i = 0; i < 10; ++i) {
          sim::yield();
          ++ticks;
        }
      });
      World::current().pause(ticker);
      const int before = ticks;
      for (int i = 0; i < 20; ++i) {
        sim::yield();
      }
      EXPECT_EQ(ticks, before);
      sim::sleep(1h);
      EXPECT_EQ(ticks, before);
      World::current().resume(ticker);
      World::current().await_idle();
      EXPECT_EQ(ticks, 10);
    });
    EXPECT_EQ(finding(result), "");
    EXPECT_EQ(result.end, Time{1h});
  }
}

TEST(Pause, APausedTaskSleepsOnAndWakesLate) {
  run(1, [] {
    Time woke{};
    const TaskId sleeper = sim::spawn("sleeper", [&] {
      sim::sleep(5ns);
      woke = sim::now();
    });
    sim::sleep(1ns);
    World::current().pause(sleeper);
    sim::sleep(9ns);
    World::current().resume(sleeper);
    World::current().await_idle();
    EXPECT_EQ(woke, Time{10ns});
  });
}

TEST(Pause, ATimerMayResume) {
  const auto resume = [](void* world, std::uint64_t task) {
    static_cast<World*>(world)->resume(TaskId{static_cast<std::uint32_t>(task)});
  };
  const RunResult result = run(1, [&] {
    World& world = World::current();
    world.arm(7ns, {.run = resume, .object = &world, .argument = 0});
    world.pause(world.running().id);
    sim::yield();
    EXPECT_EQ(sim::now(), Time{7ns}) << "nobody else can go on";
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Pause, OfATaskThatEndsInItsLastStepDoesNotPassToItsSlotsNextTask) {
  const RunResult result = run(1, [] {
    World& world = World::current();
    sim::spawn("first", [&] { world.pause(world.running().id); });
    world.await_idle();
    bool ran = false;
    sim::spawn("second", [&] { ran = true; });
    world.await_idle();
    EXPECT_TRUE(ran);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Pause, IsNotTakenForADeadlock) {
  int held_at_the_end = 0;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    bool waiter_ended = false;
    const RunResult result = run(seed, [&] {
      const auto mutex = std::make_shared<sim::mutex>("m");
      const TaskId holder = sim::spawn("holder", [mutex] {
        mutex->lock();
        sim::sleep(1ns);
        mutex->unlock();
      });
      sim::sleep(1ns);
      World::current().pause(holder);
      sim::spawn("waiter", [mutex, &waiter_ended] {
        mutex->lock();
        waiter_ended = true;
      });
    });
    EXPECT_EQ(finding(result), "");
    held_at_the_end += waiter_ended ? 0 : 1;
  }
  EXPECT_GT(held_at_the_end, 0) << "the holder stood still";
}

TEST(Pause, OfNobodyIsIgnored) {
  const RunResult result = run(1, [] {
    World::current().pause(TaskId{99});
    World::current().pause(TaskId::kNone);
    World::current().resume(TaskId{99});
    sim::yield();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Pause, DoesNotOutliveTheExecution) {
  World world;
  run_in(world, 1, [] {
    World::current().pause(TaskId{0});
    sim::yield();
    ADD_FAILURE() << "a paused task went on";
  });
  int steps = 0;
  run_in(world, 1, [&] {
    sim::yield();
    ++steps;
  });
  EXPECT_EQ(steps, 1);
}

}  // namespace
}  // namespace rollcall
