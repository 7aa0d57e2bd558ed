#include "sim/sync/memory.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(Atomic, LosesNoUpdate) {
  World world;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const RunResult result = run_in(world, seed, [] {
      sim::atomic<int> count(0, "count");
      const auto add = [&] {
        for (int i = 0; i < 3; ++i) {
          count.fetch_add(1);
        }
      };
      together(add, add, add);
      EXPECT_EQ(count.load(), 9);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Atomic, UpdatesReturnWhatWasThere) {
  run(1, [] {
    sim::atomic<int> value(3, "value");
    EXPECT_EQ(value.fetch_add(4), 3);
    EXPECT_EQ(value.exchange(10), 7);
    EXPECT_EQ(value.load(), 10);
    value.store(1);
    EXPECT_EQ(value.load(), 1);
    sim::atomic<std::string> text("a", "text");
    EXPECT_EQ(text.exchange("b"), "a");
    EXPECT_EQ(text.load(), "b");
    sim::atomic<std::uint8_t> small(255, "small");
    EXPECT_EQ(small.fetch_add(1), 255);
    EXPECT_EQ(small.load(), 0);
  });
}

TEST(Atomic, CompareExchangeStoresOnlyOverTheExpected) {
  run(1, [] {
    sim::atomic<int> value(3, "value");
    int expected = 4;
    EXPECT_FALSE(value.compare_exchange(expected, 9));
    EXPECT_EQ(expected, 3);
    EXPECT_EQ(value.load(), 3);
    EXPECT_TRUE(value.compare_exchange(expected, 9));
    EXPECT_EQ(expected, 3);
    EXPECT_EQ(value.load(), 9);
  });
}

TEST(Atomic, CompareExchangeHasOneWinner) {
  std::set<int> winners;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    run(seed, [&] {
      sim::atomic<int> owner(0, "owner");
      int wins = 0;
      const auto claim = [&](int who) {
        int expected = 0;
        if (owner.compare_exchange(expected, who)) {
          ++wins;
        } else {
          EXPECT_NE(expected, 0);
        }
      };
      together([&] { claim(1); }, [&] { claim(2); }, [&] { claim(3); });
      EXPECT_EQ(wins, 1);
      winners.insert(owner.load());
    });
  }
  EXPECT_EQ(winners, (std::set<int>{1, 2, 3}));
}

TEST(Shared, ALostUpdateIsFoundWithinTenSeeds) {
  int found = 0;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    run(seed, [&] {
      sim::shared<int> count(0, "count");
      const auto add = [&] {
        const int seen = count.read();
        count.write(seen + 1);
      };
      together(add, add);
      const int sum = count.read();
      EXPECT_TRUE(sum == 1 || sum == 2);
      found += sum == 1 ? 1 : 0;
    });
  }
  EXPECT_GT(found, 0);
  EXPECT_LT(found, 10);
}

TEST(Shared, HoldsItsFirstValue) {
  run(1, [] {
    sim::shared<std::string> text("first", "text");
    EXPECT_EQ(text.read(), "first");
    text.write("second");
    EXPECT_EQ(text.read(), "second");
    const sim::shared<int> zero;
    EXPECT_EQ(zero.read(), 0);
  });
}

TEST(Shared, EveryAccessIsAStep) {
  const RunResult result = run(1, [] {
    sim::shared<int> value(0, "value");
    value.write(1);
    static_cast<void>(value.read());
  });
  EXPECT_EQ(result.steps, 3U);
}

struct Point3 {
  int x = 1;
};

TEST(Ref, UsingNilIsAPanic) {
  EXPECT_EQ(finding(run(1, [] { static_cast<void>(sim::Ref<Point3>()->x); })),
            "panic: task 'main' panicked: nil pointer dereference");
  EXPECT_EQ(finding(run(1, [] { static_cast<void>(*sim::Ref<Point3>(nullptr)); })),
            "panic: task 'main' panicked: nil pointer dereference");
}

TEST(Ref, PointsAtItsTarget) {
  Point3 target;
  const sim::Ref<Point3> ref(&target);
  EXPECT_FALSE(ref.nil());
  ref->x = 5;
  EXPECT_EQ((*ref).x, 5);
  EXPECT_EQ(&*ref, &target);
  EXPECT_EQ(ref, sim::Ref<Point3>(&target));
  EXPECT_NE(ref, sim::Ref<Point3>());
  EXPECT_TRUE(sim::Ref<Point3>().nil());
}

}  // namespace
}  // namespace rollcall
