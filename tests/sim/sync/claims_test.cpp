#include "sim/sync/claims.hpp"

#include "tests/sim/support.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>

namespace rollcall {
namespace {

using Counts = std::map<std::string, std::uint64_t, std::less<>>;

TEST(Always, IsAViolationOfThatNameOnceItDoesNotHold) {
  const RunResult result = run(1, [] {
    sim::always(true, "balance-is-positive");
    sim::always(false, "balance-is-positive", "it is -3");
    sim::yield();
    ADD_FAILURE() << "the execution goes on";
  });
  EXPECT_EQ(finding(result), "balance-is-positive: task 'main': it is -3");
}

TEST(Always, NeedsNoMessage) {
  EXPECT_EQ(finding(run(1, [] { sim::always(false, "x"); })), "x: task 'main': does not hold");
}

TEST(Sometimes, IsCountedOverExecutionsAndKnownWhenNeverSeen) {
  Marks marks;
  World world;
  RandomWalk strategy;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    static_cast<void>(world.run({.seed = seed, .strategy = strategy, .marks = &marks}, [] {
      sim::reached("start");
      sim::sometimes(false, "queue-full");
      sim::sometimes(true, "retry");
      sim::sometimes(false, "retry");
    }));
  }
  EXPECT_EQ(marks.counts(), (Counts{{"queue-full", 0}, {"retry", 3}, {"start", 3}}));
}

TEST(Sometimes, OfATaskThatIsBeingEndedDoesNotCount) {
  Marks marks;
  World world;
  RandomWalk strategy;
  struct AtEnd {
    ~AtEnd() { sim::reached("torn down"); }
  };
  static_cast<void>(world.run({.seed = 1, .strategy = strategy, .marks = &marks}, [] {
    sim::spawn({.name = {.text = "daemon"}, .daemon = true}, [] {
      const AtEnd at_end;
      sim::channel<int> never(sim::kNil);
      static_cast<void>(never.receive());
    });
    World::current().await_idle();
  }));
  EXPECT_EQ(marks.counts(), Counts{});
}

TEST(Buggify, IsActiveInAQuarterOfTheExecutionsAndThenAQuarterOfTheTime) {
  int active = 0;
  int hits = 0;
  for (std::uint64_t seed = 0; seed < 4000; ++seed) {
    int here = 0;
    const RunResult result = run(seed, [&] {
      for (int i = 0; i < 100; ++i) {
        here += sim::buggify("slow-disk") ? 1 : 0;
      }
    });
    EXPECT_EQ(finding(result), "");
    active += here > 0 ? 1 : 0;
    hits += here;
  }
  EXPECT_NEAR(active, 1000, 120);
  EXPECT_NEAR(hits, 1000 * 25, 3000);
}

TEST(Buggify, OfTwoNamesAreIndependentAndOfOneSeedTheSame) {
  std::set<std::string> patterns;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const auto pattern = [seed] {
      std::string text;
      static_cast<void>(run(seed, [&] {
        bool left = false;
        bool right = false;
        for (int i = 0; i < 50; ++i) {
          left = sim::buggify("left") || left;
          right = sim::buggify("right") || right;
        }
        text = std::string(left ? "l" : "-") + (right ? "r" : "-");
      }));
      return text;
    };
    const std::string first = pattern();
    EXPECT_EQ(first, pattern());
    patterns.insert(first);
  }
  EXPECT_EQ(patterns, (std::set<std::string>{"--", "-r", "l-", "lr"}));
}

}  // namespace
}  // namespace rollcall
