#include "sim/strategy/profile.hpp"

#include "tests/sim/programs.hpp"

namespace rollcall {
namespace {

TEST(Profile, CountsOpsByTaskAndObjectWithDescendants) {
  World world;
  const Profile found = profile(world, 1, [] {
    sim::atomic<int> x(0, "x");
    sim::atomic<int> mine(0, "mine");
    mine.store(1);
    sim::spawn("child", [&] {
      x.store(1);
      sim::spawn("grandchild", [&] {
        x.store(2);
        x.store(3);
      });
    });
    World::current().await_idle();
  });
  ASSERT_EQ(found.targets.size(), 1U) << "an object that one task alone uses is no target";
  const Profile::Target& x = found.targets[0];
  EXPECT_EQ(x.ops, 3U);
  ASSERT_EQ(x.counts.size(), 3U);
  EXPECT_EQ(x.counts[0].task, 0U) << "the root";
  EXPECT_EQ(x.counts[0].ops, 3U);
  EXPECT_EQ(x.counts[1].ops + x.counts[2].ops, 3U + 2U);
  ASSERT_EQ(found.steps.size(), 3U);
  EXPECT_EQ(found.steps[0].ops, 4U + 3U + 3U);
}

TEST(Profile, CountsDecisionsAmongTwoOrMoreOnly) {
  World world;
  const Profile alone = profile(world, 1, [] {
    for (int i = 0; i < 50; ++i) {
      sim::yield();
    }
  });
  EXPECT_EQ(alone.decisions, 0U);
  const Profile two = profile(world, 1, [] {
    sim::spawn("other", [] { sim::yield(); });
    sim::yield();
  });
  EXPECT_GE(two.decisions, 2U);
  EXPECT_LE(two.decisions, 3U);
}

TEST(Profile, CountsStepsAndThoseBeforeWhichATimerWasPending) {
  World world;
  const Profile found = profile(world, 1, [] {
    sim::yield();
    sim::spawn("sleeper", [] { sim::sleep(Duration{10}); });
    sim::yield();
    World::current().arm(Duration{5}, {.run = [](void*, std::uint64_t) {}});
    sim::yield();
    sim::yield();
    World::current().await_idle();
  });
  // main: start, yield, spawn, yield (arms), yield, yield, idle; sleeper: start, sleep.
  EXPECT_EQ(found.step_count, 9U);
  EXPECT_GE(found.timed_steps, 2U);
  EXPECT_LE(found.timed_steps, 6U);
}

TEST(Profile, IsMadeByExecutionsOfARandomWalk) {
  World world;
  RandomWalk walk;
  std::uint64_t number = 0;
  static_cast<void>(profile_by(17, [&](std::uint64_t seed, Strategy& profiler) {
    EXPECT_EQ(seed, profiled_seed(17, number++));
    EXPECT_TRUE(is_profiled_seed(17, seed));
    EXPECT_FALSE(is_profiled_seed(18, seed));
    const RunResult profiled = world.run({.seed = seed, .strategy = profiler}, lost_update_program);
    const RunResult walked = world.run({.seed = seed, .strategy = walk}, lost_update_program);
    EXPECT_EQ(profiled.trace_hash, walked.trace_hash);
  }));
  EXPECT_EQ(number, kProfiledExecutions);
  EXPECT_FALSE(is_profiled_seed(17, profiled_seed(17, kProfiledExecutions)));
}

TEST(Profile, OfOneSeedIsOneProfile) {
  World world;
  const auto program = [] {
    sim::mutex m("m");
    together([&] { const std::scoped_lock lock(m); }, [&] { const std::scoped_lock lock(m); });
  };
  const Profile first = profile(world, 7, program);
  const Profile again = profile(world, 7, program);
  EXPECT_EQ(first.decisions, again.decisions);
  EXPECT_EQ(first.targets.size(), again.targets.size());
}

TEST(Profile, OfNothingIsEmpty) {
  Profiler profiler;
  const Profile nothing = profiler.profile();
  EXPECT_EQ(nothing.decisions, 0U);
  EXPECT_TRUE(nothing.targets.empty());
}

TEST(Profile, SurvivesAProgramThatDoesNotEnd) {
  World world;
  const Profile endless = profile(world, 1, [] {
    const auto spin = [] {
      for (;;) {
        sim::yield();
      }
    };
    sim::spawn("spinner", spin);
    spin();
  });
  EXPECT_GT(endless.decisions, 10'000U);
}

}  // namespace
}  // namespace rollcall
