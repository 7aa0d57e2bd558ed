// The program that sim/README.md shows; the command's tests compare the two texts.
#include "sim/strategy/random.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

// clang-format off
rollcall::RunResult shown(std::uint64_t seed) {
  rollcall::World world;
  rollcall::RandomWalk strategy;
  const rollcall::RunResult result = world.run({.seed = seed, .strategy = strategy}, [] {
    rollcall::sim::shared<int> count(0, "count");
    rollcall::sim::wait_group ended("ended");
    ended.add(2);
    for (int i = 0; i < 2; ++i) {
      rollcall::sim::spawn("adder", [&] {
        const int seen = count.read();  // no lock: two tasks may read the same
        count.write(seen + 1);
        ended.done();
      });
    }
    ended.wait();
    if (const int sum = count.read(); sum != 2) {
      rollcall::World::current().report("lost-update", "two adders gave " + std::to_string(sum));
    }
  });
  return result;
}
// clang-format on

TEST(SimReadme, ShownProgramLosesAnUpdateUnderSomeSeedsAndNotUnderOthers) {
  std::uint64_t lost = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    lost += shown(seed).violation ? 1U : 0U;
  }
  EXPECT_GT(lost, 0U);
  EXPECT_LT(lost, 100U);
}

}  // namespace
