#include "sim/core/world.hpp"

#include "tests/sim/programs.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace rollcall {
namespace {

TEST(World, PlaysOneSeedTheSameWayEachTime) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    EXPECT_EQ(summary(run(seed, busy_program)), summary(run(seed, busy_program)));
    EXPECT_EQ(summary(run(seed, deadlock_program)), summary(run(seed, deadlock_program)));
  }
}

TEST(World, PlaysDifferentSeedsDifferently) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RunResult result = run(seed, busy_program);
    EXPECT_EQ(finding(result), "");
    hashes.insert(result.trace_hash);
  }
  EXPECT_GT(hashes.size(), 195U);
}

TEST(World, AnEmptyRootIsOneStep) {
  const RunResult result = run(1, [] {});
  EXPECT_EQ(result.steps, 1U);
  EXPECT_EQ(result.end, Time{});
  EXPECT_FALSE(result.violation.has_value());
  EXPECT_EQ(result.order_error, "");
  EXPECT_FALSE(result.diverged);
}

TEST(World, KnowsItsSeedAndSteps) {
  run(77, [] {
    const World& world = World::current();
    EXPECT_EQ(world.seed(), 77U);
    EXPECT_EQ(world.steps(), 1U);
    sim::yield();
    EXPECT_EQ(world.steps(), 2U);
    EXPECT_FALSE(world.cancelling());
  });
}

TEST(World, NumbersTasksInOrderOfSpawningAndNeverAgain) {
  run(3, [] {
    World& world = World::current();
    EXPECT_EQ(world.running().id, TaskId{0});
    for (std::uint32_t i = 1; i < 20; ++i) {
      const TaskId id = sim::spawn("child", [] {});
      EXPECT_EQ(id, TaskId{i});
      world.await_idle();
      EXPECT_EQ(world.find(id), nullptr) << "it has ended";
    }
    EXPECT_EQ(world.stack_count(), 2U) << "its slot and stack are used again";
    EXPECT_EQ(world.find(TaskId{0}), &world.running());
    EXPECT_EQ(world.find(TaskId::kNone), nullptr);
  });
}

TEST(World, NumbersObjectsInOrderOfConstruction) {
  run(3, [] {
    const sim::mutex first("first");
    { const sim::mutex second("second"); }
    const sim::mutex third("third");
    EXPECT_EQ(first.id(), ObjectId{1});
    EXPECT_EQ(third.id(), ObjectId{3});
    EXPECT_EQ(third.name(), "third");
  });
}

TEST(World, RunsEveryTaskAndItsBodyOnce) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    std::vector<int> runs(100);
    const RunResult result = run(seed, [&] {
      for (int& count : runs) {
        sim::spawn("child", [&count] { ++count; });
      }
    });
    EXPECT_EQ(finding(result), "");
    EXPECT_EQ(std::count(runs.begin(), runs.end(), 1), 100);
    EXPECT_EQ(result.steps, 201U) << "one start each, and one spawn";
  }
}

TEST(World, WorksAtMoreTasksThanABitSetWordHolds) {
  World world;
  std::set<std::uint64_t> last_ones;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    std::int64_t sum = 0;
    std::uint64_t last = 0;
    const RunResult result = run_in(world, seed, [&] {
      sim::mutex mutex("m");
      for (std::uint64_t i = 1; i <= 200; ++i) {
        sim::spawn("adder", [&, i] {
          const std::scoped_lock lock(mutex);
          const std::int64_t seen = sum;
          sim::yield();
          sum = seen + 1;
          last = i;
        });
      }
      World::current().await_idle();
    });
    EXPECT_EQ(finding(result), "");
    EXPECT_EQ(sum, 200);
    last_ones.insert(last);
  }
  EXPECT_GT(last_ones.size(), 15U) << "slots beyond the first word are picked, too";
  EXPECT_GT(world.stack_count(), 64U);
}

TEST(World, CarriesFiveThousandTasks) {
  World world(64 * 1024);
  std::size_t parked = 0;
  const RunResult result = run_in(world, 1, [&] {
    sim::channel<int> gate(0, "gate");
    sim::wait_group ended("ended");
    ended.add(5000);
    for (int i = 0; i < 5000; ++i) {
      sim::spawn("waiter", [&] {
        ++parked;
        static_cast<void>(gate.receive());
        --parked;
        ended.done();
      });
    }
    World::current().await_idle();
    EXPECT_EQ(parked, 5000U);
    gate.close();
    ended.wait();
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(parked, 0U);
  EXPECT_EQ(world.stack_count(), 5001U);
}

TEST(World, StacksAreRecycled) {
  World world;
  run_in(world, 0, busy_program);
  const std::size_t count = world.stack_count();
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    run_in(world, seed, seed % 2 == 0 ? busy_program : deadlock_program);
  }
  EXPECT_EQ(world.stack_count(), count);
}

TEST(World, TasksMayBeTooLargeToBeKeptInPlace) {
  const RunResult result = run(1, [] {
    std::array<std::uint64_t, 1000> values{};
    values.back() = 7;
    std::uint64_t seen = 0;
    sim::spawn("large", [values, &seen] { seen = values.back(); });
    World::current().await_idle();
    EXPECT_EQ(seen, 7U);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(World, TakesBodiesThatCannotBeCopied) {
  run(1, [value = std::make_unique<int>(7)] {
    int seen = 0;
    sim::spawn("child", [&seen, value = std::make_unique<int>(8)] { seen = *value; });
    World::current().await_idle();
    EXPECT_EQ(*value + seen, 15);
  });
}

TEST(WorldDeath, ObjectsAreUsedInsideAnExecutionOnly) {
  EXPECT_DEATH(sim::yield(), "inside World::run only");
}

TEST(WorldDeath, DoesNotRunInsideATask) {
  EXPECT_DEATH(run(5, [] { run(1, [] {}); }), "not called inside a task.*seed 5, step 1");
}

}  // namespace
}  // namespace rollcall
