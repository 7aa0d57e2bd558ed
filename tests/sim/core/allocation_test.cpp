// Counts what an execution allocates once its world has been warmed up. A program of its own: it
// replaces the global operator new.
#include "sim/net/network.hpp"
#include "sim/strategy/factory.hpp"
#include "sim/sync/select.hpp"
#include "tests/sim/support.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <cstdlib>
#include <mutex>
#include <new>

namespace {

std::uint64_t allocation_count = 0;

void* counted(std::size_t bytes) {
  ++allocation_count;
  if (void* const place = std::malloc(bytes == 0 ? 1 : bytes)) {
    return place;
  }
  throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) {
  ++allocation_count;
  const auto unit = static_cast<std::size_t>(alignment);
  if (void* const place = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit)) {
    return place;
  }
  throw std::bad_alloc();
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete[](void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }
void operator delete[](void* place, std::size_t) noexcept { std::free(place); }
void operator delete(void* place, std::align_val_t) noexcept { std::free(place); }
void operator delete(void* place, std::size_t, std::align_val_t) noexcept { std::free(place); }

namespace rollcall {
namespace {

// Locks, conditions, atomics, time, and tasks that come and go.
void tasks_and_locks() {
  sim::mutex mutex("m");
  sim::cond_var ready("ready");
  sim::atomic<int> count(0, "count");
  sim::wait_group ended("ended");
  bool there = false;
  ended.add(8);
  for (int i = 0; i < 7; ++i) {
    sim::spawn("worker", [&] {
      {
        std::unique_lock lock(mutex);
        while (!there) {
          ready.wait(lock);
        }
      }
      count.fetch_add(1);
      ended.done();
    });
  }
  sim::spawn("opener", [&] {
    sim::sleep(Duration{5});
    {
      const std::scoped_lock lock(mutex);
      there = true;
      ready.notify_all();
    }
    ended.done();
  });
  ended.wait();
}

// What channels hold is theirs: each makes its buffer, as the code under test makes the channel.
void channels() {
  sim::channel<int> jobs(0, "jobs");
  sim::channel<int> quit(0, "quit");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("worker", [&] {
    bool over = false;
    while (!over) {
      sim::select(sim::receive_from(jobs), sim::receive_from(quit, [&] { over = true; }));
    }
    ended.done();
  });
  sim::spawn("client", [&] {
    for (int i = 0; i < 10; ++i) {
      jobs.send(i);
    }
    quit.send(0);
    ended.done();
  });
  ended.wait();
}

std::uint64_t allocations_of(Strategy& strategy, void (*program)()) {
  World world;
  const auto play = [&](std::uint64_t first, std::uint64_t count) {
    for (std::uint64_t seed = first; seed < first + count; ++seed) {
      const RunResult result = world.run({.seed = seed, .strategy = strategy}, program);
      EXPECT_FALSE(result.violation.has_value());
    }
  };
  play(0, 200);  // Tables grow to what is needed.
  const std::uint64_t before = allocation_count;
  play(200, 1000);
  return allocation_count - before;
}

TEST(Allocation, IsNotDoneOnceAWorldIsWarm) {
  const Profile profile;
  for (const StrategyEntry& entry : all_strategies()) {
    const std::unique_ptr<Strategy> strategy = make_strategy(entry.name, profile);
    for (const auto program : {&tasks_and_locks, &channels}) {
      EXPECT_EQ(allocations_of(*strategy, program), 0U) << entry.name;
    }
  }
}

TEST(Allocation, OfStacksEndsWithTheMostTasksThatWereAlive) {
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    static_cast<void>(world.run({.seed = seed, .strategy = strategy}, tasks_and_locks));
  }
  EXPECT_EQ(world.stack_count(), 9U);
}

class Answering final : public net::Service {
 public:
  void handle(net::Incoming incoming) override { incoming.reply.send(incoming.request); }
};

// Of calls, eight at a time, once as many have been under way.
TEST(Allocation, OfCallsEndsWithTheMostThatWereUnderWay) {
  World world;
  RandomWalk strategy;
  const RunResult result = world.run({.seed = 1, .strategy = strategy}, [] {
    Answering service;
    net::Network network({.link = {.duplicate = {.num = 1, .den = 1}}});
    const net::HostId client = network.add_host("client");
    network.listen(network.add_host("server"), "a:1", service);
    const net::ConnectionId connection = network.open(client, "a:1");
    const net::MethodId method = network.method("Ask");
    const net::Payload request = net::make_payload<int>(1);
    int ended = 0;
    const auto rounds = [&](int count) {
      for (int i = 0; i < 8 * count; ++i) {
        network.start(connection, method, request, std::chrono::seconds(1),
                      [&ended](const net::Outcome&) { ++ended; });
        if (i % 8 == 7) {
          sim::sleep(std::chrono::milliseconds(10));
        }
      }
    };
    rounds(100);
    const std::uint64_t before = allocation_count;
    rounds(1000);
    EXPECT_EQ(allocation_count - before, 0U);
    EXPECT_EQ(ended, 8800);
  });
  EXPECT_FALSE(result.violation.has_value());
}

TEST(Allocation, LeavesTheHeapAsItWasAfterManyExecutionsWithViolations) {
  World world;
  RandomWalk strategy;
  const auto play = [&](std::uint64_t count) {
    for (std::uint64_t seed = 0; seed < count; ++seed) {
      static_cast<void>(world.run({.seed = seed, .strategy = strategy}, [] {
        sim::channel<int> never(0, "never");
        sim::spawn("stuck", [&] { static_cast<void>(never.receive()); });
        sim::sleep(Duration{1});
        sim::mutex mutex("m");
        mutex.unlock();
      }));
    }
    return mallinfo2().uordblks;
  };
  const std::size_t warm = play(1000);
  EXPECT_LE(play(20'000), warm + 4096);
}

}  // namespace
}  // namespace rollcall
