// Ending tasks that have not finished: their locals are destroyed, their ops do nothing.
#include "tests/sim/support.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

// Counts how many of it were made and destroyed.
class Local {
 public:
  struct Counts {
    int made = 0;
    int destroyed = 0;
  };

  explicit Local(Counts& counts) : counts_(counts) { ++counts_.made; }
  Local(const Local&) = delete;
  Local& operator=(const Local&) = delete;
  ~Local() { ++counts_.destroyed; }

 private:
  Counts& counts_;
};

// Plays `tasks` and tears them down at several depths: after 1, 2, 3... steps of the root.
template <typename Tasks>
void torn_down_anywhere(Tasks tasks) {
  World world;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run_in(world, seed, [&] {
      tasks();
      for (std::uint64_t i = 0; i < seed % 12; ++i) {
        sim::yield();
      }
      World::current().report("enough", "torn down here");
      sim::yield();
      ADD_FAILURE() << "a step was done after the report";
    });
    ASSERT_EQ(finding(result), "enough: torn down here");
  }
}

TEST(Teardown, DestroysEveryLocalOnce) {
  Local::Counts counts;
  torn_down_anywhere([&] {
    for (int i = 0; i < 5; ++i) {
      sim::spawn("task", [&counts] {
        const Local outer(counts);
        for (;;) {
          const Local inner(counts);
          sim::yield();
          sim::sleep(1ns);
        }
      });
    }
  });
  EXPECT_GT(counts.made, 100);
  EXPECT_EQ(counts.made, counts.destroyed);
}

TEST(Teardown, FreesTheHeapOfTasks) {
  const auto probe = std::make_shared<int>(7);
  torn_down_anywhere([&] {
    sim::spawn("task", [probe] {
      const std::vector<std::shared_ptr<int>> held(100, probe);
      const auto unique = std::make_unique<std::string>(1000, 'x');
      sim::sleep(1h);
    });
  });
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Teardown, DestroysBodiesOfTasksThatNeverStarted) {
  const auto probe = std::make_shared<int>(7);
  std::array<std::byte, 500> large{};
  int started = 0;
  run(1, [&] {
    for (int i = 0; i < 100; ++i) {
      sim::spawn("small", [probe, &started] { ++started; });
      sim::spawn("large", [probe, large, &started] { started += 1 + static_cast<int>(large[0]); });
    }
    World::current().report("enough", "");
  });
  EXPECT_LT(started, 200);
  EXPECT_EQ(probe.use_count(), 1);
}

TEST(Teardown, GoesThroughHandlersOfErrorsAndStopsTheTask) {
  int handled = 0;
  int went_on = 0;
  torn_down_anywhere([&] {
    sim::spawn("task", [&] {
      try {
        sim::sleep(1h);
      } catch (const std::exception&) {
        ++handled;
      }
      ++went_on;
    });
  });
  EXPECT_EQ(handled, 0);
  EXPECT_EQ(went_on, 0);
}

TEST(Teardown, ThrowsAgainAtTheNextOpIfItWasSwallowed) {
  int swallowed = 0;
  run(1, [&] {
    sim::spawn("task", [&] {
      for (int i = 0; i < 3; ++i) {
        try {
          sim::sleep(1h);
        } catch (const TaskCancelled&) {
          ++swallowed;
        }
      }
    });
    sim::sleep(1ns);
    throw Panic("gave up");
  });
  EXPECT_EQ(swallowed, 3);
}

TEST(Teardown, DoesNotHangOnTasksThatSwallowEverything) {
  int turns = 0;
  run(1, [&] {
    for (int i = 0; i < 3; ++i) {
      sim::spawn("stubborn", [&] {
        for (;;) {
          try {
            ++turns;
            sim::sleep(1h);
          } catch (...) {  // everything
          }
        }
      });
    }
    sim::sleep(1ns);
    throw Panic("gave up");
  });
  EXPECT_GT(turns, 3);
}

TEST(Teardown, DoesNotHangOnATaskThatSpinsOnOpsThatCannotThrow) {
  World world;
  RandomWalk strategy;
  const RunResult result = world.run({.seed = 1, .strategy = strategy, .steps_max = 1000}, [] {
    sim::cond_var nobody("nobody");
    for (;;) {
      nobody.notify_all();
    }
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "livelock");
}

TEST(Teardown, DoesNotHangOnADestructorThatWaits) {
  struct Joins {
    explicit Joins(sim::atomic<bool>& flag) : ended(&flag) {}
    Joins(Joins&& other) noexcept : ended(std::exchange(other.ended, nullptr)) {}
    Joins& operator=(Joins&&) = delete;
    ~Joins() {
      while (ended != nullptr && !ended->load()) {
        sim::yield();
      }
    }
    sim::atomic<bool>* ended;
  };
  const RunResult result = run(1, [] {
    sim::atomic<bool> never(false, "never");
    sim::spawn("joiner", [joins = Joins(never)] { sim::sleep(1h); });
    sim::sleep(1ns);
    World::current().report("enough", "torn down here");
    sim::yield();
  });
  EXPECT_EQ(finding(result), "enough: torn down here");
}

// Each of these is an op in a destructor, pending at a normal scope exit or while unwinding.
TEST(Teardown, OpsInDestructorsDoNothingAndNeverThrow) {
  const std::vector<std::string> order = {"a: x", "b: x"};
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto root = [&] {
      sim::mutex mutex("m");
      sim::cond_var changed("changed");
      sim::wait_group group("group");
      sim::channel<int> channel(1, "channel");
      const auto task = [&] {
        struct Leaves {
          sim::cond_var& changed;
          sim::wait_group& group;
          ~Leaves() {
            changed.notify_one();
            group.done();
            changed.notify_all();
          }
        };
        for (int i = 0; i < 4; ++i) {
          group.add(1);
          const Leaves leaves{.changed = changed, .group = group};
          const sim::Point point("x");
          const std::scoped_lock lock(mutex);
          if (i == 3) {
            throw Panic("while unwinding");
          }
        }
      };
      sim::spawn("a", task);
      sim::spawn("b", task);
      for (std::uint64_t i = 0; i < seed % 40; ++i) {
        sim::yield();
      }
      World::current().report("enough", "torn down here");
      sim::yield();  // The root is ended last, and the objects with it.
    };
    const RunResult result = world.run({.seed = seed, .strategy = strategy, .order = order}, root);
    ASSERT_TRUE(result.violation.has_value());
  }
}

TEST(Teardown, WhatDyingTasksDoIsNoEvent) {
  struct Busy {
    sim::atomic<int>& value;
    sim::channel<int>& channel;
    int& spawned;
    ~Busy() {
      value.store(7);
      EXPECT_EQ(value.fetch_add(1), 1);
      channel.close();
      EXPECT_FALSE(channel.try_send(1));
      EXPECT_EQ(channel.receive(), std::nullopt);
      EXPECT_EQ(sim::spawn("late", [this] { ++spawned; }), TaskId::kNone);
      sim::sleep(1h);
      sim::point("late");
      World::current().await_idle();
      World::current().report("late", "does not count");
      EXPECT_EQ(value.load(), 1);
      EXPECT_TRUE(World::current().cancelling());
    }
  };
  int spawned = 0;
  World world;
  for (int round = 0; round < 2; ++round) {
    const RunResult result = run_in(world, 1, [&] {
      sim::atomic<int> value(1, "value");
      sim::channel<int> channel(0, "channel");
      sim::spawn("dying", [&] {
        const Busy busy{.value = value, .channel = channel, .spawned = spawned};
        sim::sleep(1h);
      });
      sim::sleep(1ns);
      World::current().report("enough", "torn down here");
      sim::yield();
    });
    EXPECT_EQ(finding(result), "enough: torn down here");
    EXPECT_EQ(result.end, Time{1ns});
  }
  EXPECT_EQ(spawned, 0);
}

TEST(Teardown, EndsTheYoungestFirst) {
  struct Says {
    std::string& log;
    char name;
    ~Says() { log += name; }
  };
  std::string log;
  run(1, [&] {
    for (const char name : {'a', 'b', 'c'}) {
      sim::spawn("task", [&log, name] {
        const Says says{.log = log, .name = name};
        sim::sleep(1h);
      });
    }
    const Says says{.log = log, .name = '0'};
    sim::sleep(1ns);
    World::current().report("enough", "");
    sim::yield();
  });
  EXPECT_EQ(log, "cba0");
}

TEST(Teardown, LetsAnExceptionInFlightReachItsHandler) {
  std::string seen;
  struct Waits {
    ~Waits() { sim::sleep(1h); }
  };
  run(1, [&] {
    sim::spawn("unwinding", [&] {
      try {
        const Waits waits;
        throw std::runtime_error("own");
      } catch (const std::runtime_error& error) {
        seen = error.what();
      }
      sim::yield();
      seen += " went on";
    });
    sim::sleep(1ns);
    World::current().report("enough", "");
  });
  EXPECT_EQ(seen, "own");
}

TEST(Teardown, OfABodyWhoseCapturesDoOps) {
  struct Captured {
    explicit Captured(std::shared_ptr<sim::mutex> guard) : mutex(std::move(guard)) {}
    ~Captured() {
      mutex->lock();
      mutex->unlock();
    }
    std::shared_ptr<sim::mutex> mutex;
  };
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [seed] {
      const auto mutex = std::make_shared<sim::mutex>("m");
      mutex->lock();
      for (int i = 0; i < 3; ++i) {
        sim::spawn("task", [captured = std::make_shared<Captured>(mutex)] {});
      }
      for (std::uint64_t i = 0; i < seed % 5; ++i) {
        sim::yield();
      }
      World::current().report("enough", "torn down here");
    });
    EXPECT_EQ(finding(result), "enough: torn down here");
  }
}

}  // namespace
}  // namespace rollcall
