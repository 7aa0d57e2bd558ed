#include "sim/sync/task.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace rollcall {
namespace {

TEST(Yield, LetsOthersGoFirstOrNot) {
  std::set<bool> went;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const RunResult result = run(seed, [&] {
      bool other = false;
      sim::spawn("other", [&] { other = true; });
      sim::yield();
      went.insert(other);
      World::current().await_idle();
    });
    EXPECT_EQ(result.steps, 5U) << "two starts, spawn, yield, idle";
  }
  EXPECT_EQ(went.size(), 2U);
}

TEST(Spawn, GivesNamesWithAndWithoutNumbers) {
  const Recorded recorded = run_recorded(1, [] {
    sim::spawn("plain", [] {});
    sim::spawn({.name = {.text = "job", .number = 3}}, [] {});
  });
  EXPECT_EQ(recorded.trace.task_names, (std::vector<std::string>{"main", "plain", "job 3"}));
}

TEST(Spawn, MayNest) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    int leaves = 0;
    const RunResult result = run(seed, [&] {
      for (int i = 0; i < 3; ++i) {
        sim::spawn("branch", [&] {
          for (int j = 0; j < 3; ++j) {
            sim::spawn("leaf", [&] { ++leaves; });
          }
        });
      }
    });
    EXPECT_EQ(finding(result), "");
    EXPECT_EQ(leaves, 9);
  }
}

TEST(Now, StartsAtZero) {
  run(1, [] { EXPECT_EQ(sim::now(), Time{}); });
}

}  // namespace
}  // namespace rollcall
