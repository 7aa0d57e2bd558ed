// Tasks that are ended while the execution goes on, as a process that crashes ends.
#include "sim/sync/channel.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/support.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <vector>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

struct Gone {
  ~Gone() { list.push_back(number); }

  std::vector<int>& list;
  int number;
};

RunResult run(std::uint64_t seed, const std::function<void()>& body) {
  static World world;
  RandomWalk strategy;
  return world.run({.seed = seed, .strategy = strategy}, body);
}

TEST(EndTasks, UnwindsThemInTheGivenOrderAndGoesOn) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> gone;
    const RunResult result = run(seed, [&] {
      std::vector<TaskId> tasks;
      for (const int number : {1, 2, 3}) {
        tasks.push_back(sim::spawn("victim", [&gone, number] {
          const Gone farewell{.list = gone, .number = number};
          sim::sleep(1h);
          ADD_FAILURE() << "it was ended";
        }));
      }
      sim::sleep(1s);
      World::current().end_tasks(std::vector{tasks[2], tasks[0]});
      EXPECT_EQ(gone, (std::vector{3, 1}));
      World::current().end_tasks(std::vector{tasks[2]});
      World::current().end_tasks(std::vector{tasks[1]});
      EXPECT_EQ(gone, (std::vector{3, 1, 2}));
      sim::sleep(2h);
    });
    EXPECT_FALSE(result.violation.has_value());
    EXPECT_EQ(result.end, Time{2h + 1s});
  }
}

TEST(EndTasks, OneThatHasNotBegunNeverDoes) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = run(seed, [] {
      bool begun = false;
      const TaskId task = sim::spawn("victim", [&begun] { begun = true; });
      const bool before = begun;
      World::current().end_tasks(std::vector{task});
      sim::sleep(1s);
      EXPECT_EQ(begun, before);
    });
    EXPECT_FALSE(result.violation.has_value());
  }
}

// The slot is used again; what woke the one that was there must not wake the next.
TEST(EndTasks, TimersOfTheEndedWakeNobody) {
  const RunResult result = run(1, [] {
    const TaskId task = sim::spawn("victim", [] { sim::sleep(10s); });
    sim::sleep(1s);
    World::current().end_tasks(std::vector{task});
    Time woken{};
    sim::spawn("next in its slot", [&woken] {
      sim::sleep(1min);
      woken = sim::now();
    });
    sim::sleep(2min);
    EXPECT_EQ(woken, Time{61s});
  });
  EXPECT_FALSE(result.violation.has_value());
}

TEST(EndTasks, WhatTheyHoldStaysHeldAndIsReportedOnce) {
  const RunResult result = run(1, [] {
    sim::mutex outlives("outlives");
    const TaskId task = sim::spawn("victim", [&outlives] {
      const std::scoped_lock lock(outlives);
      sim::sleep(1h);
    });
    sim::sleep(1s);
    World::current().end_tasks(std::vector{task});
    EXPECT_TRUE(outlives.held());
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "lock-left-held");
}

TEST(EndTasks, TheirTimersDieWithThem) {
  const RunResult result = run(1, [] {
    const TaskId task = sim::spawn("victim", [] {
      const auto alarm = sim::after_func(10s, [] { ADD_FAILURE() << "its task was ended"; });
      sim::ticker beat(10ms, "beat");
      sim::channel<int> never(0, "never");
      static_cast<void>(never.receive());
    });
    sim::sleep(1s);
    World::current().end_tasks(std::vector{task});
    sim::sleep(1min);
  });
  EXPECT_FALSE(result.violation.has_value());
}

TEST(EndTasks, OneThatSwallowsItIsLeftWhereItStands) {
  const RunResult result = run(1, [] {
    const TaskId task = sim::spawn("stubborn", [] {
      for (;;) {
        try {
          sim::sleep(1h);
        } catch (...) {
        }
      }
    });
    sim::sleep(1s);
    World::current().end_tasks(std::vector{task});
    sim::sleep(2h);
  });
  EXPECT_FALSE(result.violation.has_value()) << "it does not keep the execution going";
}

// What waits at a channel stands in its queue with a place on its stack.
TEST(EndTasks, LeaveTheQueuesOfChannels) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> requests(0, "requests");
      sim::channel<int> replies(0, "replies");
      std::optional<sim::channel<int>> gone(std::in_place, 0, "gone");
      std::vector<TaskId> tasks;
      tasks.push_back(sim::spawn("receiver", [&] { static_cast<void>(requests.receive()); }));
      tasks.push_back(sim::spawn("sender", [&] { replies.send(1); }));
      tasks.push_back(sim::spawn("receiver", [&] { static_cast<void>(gone->receive()); }));
      sim::sleep(1ms);
      World::current().end_tasks(tasks);
      gone.reset();
      sim::spawn("client", [&] { requests.send(7); });
      EXPECT_EQ(requests.receive(), 7) << "the one that was ended does not take it";
      sim::spawn("server", [&] { replies.send(8); });
      EXPECT_EQ(replies.receive(), 8) << "and what it sent is gone";
    });
    EXPECT_FALSE(result.violation) << result.violation->message;
  }
}

}  // namespace
}  // namespace rollcall
