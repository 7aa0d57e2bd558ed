#include "sim/sync/once.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <set>
#include <string>

namespace rollcall {
namespace {

TEST(Once, RunsTheFirstCallsFunctionAndTheOthersWaitForIt) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    int runs = 0;
    const RunResult result = run(seed, [&] {
      sim::once once("init");
      bool ready = false;
      const auto use = [&] {
        once.call([&] {
          ++runs;
          sim::yield();
          sim::yield();
          ready = true;
        });
        EXPECT_TRUE(ready);
      };
      together(use, use, use);
    });
    ASSERT_EQ(finding(result), "");
    ASSERT_EQ(runs, 1);
  }
}

TEST(Once, APanicCountsAsDone) {
  int runs = 0;
  const RunResult result = run(1, [&] {
    sim::once once("init");
    try {
      once.call([&] {
        ++runs;
        throw Panic("half done");
      });
      ADD_FAILURE() << "the panic goes on";
    } catch (const Panic&) {
    }
    once.call([&] { ++runs; });
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(runs, 1);
}

TEST(Once, CalledFromWithinItsFunctionIsADeadlock) {
  const RunResult result = run(1, [] {
    sim::once once("init");
    once.call([&] { once.call([] {}); });
  });
  EXPECT_EQ(finding(result),
            "deadlock: main waits to do once init, held by main; in a cycle: main -> main");
}

TEST(Once, AnyCallMayBeTheFirst) {
  std::set<int> first;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    run(seed, [&] {
      sim::once once("init");
      const auto call = [&](int who) {
        return [&, who] { once.call([&] { first.insert(who); }); };
      };
      together(call(1), call(2));
    });
  }
  EXPECT_EQ(first.size(), 2U);
}

}  // namespace
}  // namespace rollcall
