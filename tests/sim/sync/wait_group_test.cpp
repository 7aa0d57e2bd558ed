#include "sim/sync/wait_group.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(WaitGroup, WaitsUntilTheCounterIsZero) {
  World world;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run_in(world, seed, [] {
      sim::wait_group group("group");
      int ended = 0;
      group.add(5);
      for (int i = 0; i < 5; ++i) {
        sim::spawn("task", [&] {
          sim::yield();
          ++ended;
          group.done();
        });
      }
      group.wait();
      EXPECT_EQ(ended, 5);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(WaitGroup, WaitingAtZeroDoesNotBlock) {
  const RunResult result = run(1, [] {
    sim::wait_group group("group");
    group.wait();
    group.add(0);
    group.wait();
    group.add(2);
    group.add(-2);
    group.wait();
  });
  EXPECT_EQ(finding(result), "");
}

TEST(WaitGroup, LetsAllWaitersGo) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    int gone = 0;
    const RunResult result = run(seed, [&] {
      sim::wait_group group("group");
      group.add(1);
      for (int i = 0; i < 4; ++i) {
        sim::spawn("waiter", [&] {
          group.wait();
          ++gone;
        });
      }
      World::current().await_idle();
      EXPECT_EQ(gone, 0);
      group.done();
      World::current().await_idle();
    });
    ASSERT_EQ(finding(result), "");
    ASSERT_EQ(gone, 4);
  }
}

TEST(WaitGroup, MayBeUsedAgain) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [] {
      sim::wait_group group("group");
      int ended = 0;
      for (int round = 1; round <= 3; ++round) {
        group.add(2);
        for (int i = 0; i < 2; ++i) {
          sim::spawn("task", [&] {
            ++ended;
            group.done();
          });
        }
        group.wait();
        EXPECT_EQ(ended, 2 * round);
      }
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(WaitGroup, RaisingItBeforeAReleasedWaiterHasReturnedIsAPanic) {
  std::set<std::string> found;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    found.insert(finding(run(seed, [] {
      sim::wait_group group("group");
      group.add(1);
      sim::spawn("waiter", [&] { group.wait(); });
      World::current().await_idle();
      group.done();
      group.add(1);
      World::current().await_idle();
    })));
  }
  EXPECT_EQ(found, (std::set<std::string>{"",
                                          "panic: task 'waiter' panicked: group is reused before a "
                                          "previous wait has returned"}));
}

TEST(WaitGroup, ReachingZeroReleasesForGood) {
  const RunResult result = run(1, [] {
    sim::wait_group group("group");
    int gone = 0;
    group.add(1);
    for (int i = 0; i < 3; ++i) {
      sim::spawn("waiter", [&] {
        group.wait();
        ++gone;
      });
    }
    World::current().await_idle();
    group.done();
    World::current().await_idle();
    EXPECT_EQ(gone, 3);
    group.add(1);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(WaitGroup, ANegativeCounterIsAPanic) {
  const RunResult result = run(1, [] {
    sim::wait_group group("group");
    group.add(1);
    group.done();
    group.done();
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "panic: task 'main' panicked: negative counter of wait group group");
}

TEST(WaitGroup, AMissingDoneIsADeadlock) {
  const RunResult result = run(1, [] {
    sim::wait_group group("group");
    group.add(2);
    sim::spawn("task", [&] { group.done(); });
    group.wait();
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to see zero in group");
}

}  // namespace
}  // namespace rollcall
