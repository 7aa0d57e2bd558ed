#include "sim/sync/semaphore.hpp"

#include "tests/sim/support.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(Semaphore, AdmitsAsManyAsItHasPermits) {
  int inside_max = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::semaphore semaphore(2, "s");
      int inside = 0;
      const auto enter = [&] {
        for (int i = 0; i < 2; ++i) {
          semaphore.acquire();
          inside_max = std::max(inside_max, ++inside);
          sim::yield();
          --inside;
          semaphore.release();
        }
      };
      together(enter, enter, enter, enter);
      EXPECT_EQ(semaphore.available(), 2U);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(inside_max, 2);
}

TEST(Semaphore, WaitsUntilThereAreEnough) {
  const RunResult result = run(1, [] {
    sim::semaphore semaphore(1, "s");
    bool got = false;
    sim::spawn("greedy", [&] {
      semaphore.acquire(3);
      got = true;
      semaphore.release(3);
    });
    World::current().await_idle();
    semaphore.release();
    World::current().await_idle();
    EXPECT_FALSE(got);
    semaphore.release();
    World::current().await_idle();
    EXPECT_TRUE(got);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Semaphore, AnyWhoCanBeServedMayBeNext) {
  std::set<std::string> orders;
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    std::string order;
    run(seed, [&] {
      sim::semaphore semaphore(0, "s");
      for (const char name : {'a', 'b'}) {
        sim::spawn("waiter", [&, name] {
          semaphore.acquire();
          order += name;
        });
      }
      World::current().await_idle();
      semaphore.release(2);
      World::current().await_idle();
    });
    orders.insert(order);
  }
  EXPECT_EQ(orders, (std::set<std::string>{"ab", "ba"}));
}

TEST(Semaphore, TryAcquireNeverWaits) {
  const RunResult result = run(1, [] {
    sim::semaphore semaphore(2, "s");
    EXPECT_FALSE(semaphore.try_acquire(3));
    EXPECT_TRUE(semaphore.try_acquire(2));
    EXPECT_FALSE(semaphore.try_acquire());
    semaphore.release();
    EXPECT_TRUE(semaphore.try_acquire());
  });
  EXPECT_EQ(finding(result), "");
}

}  // namespace
}  // namespace rollcall
