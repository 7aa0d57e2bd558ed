#include "model/runtime/sim_runtime.hpp"

#include "sim/strategy/random.hpp"

#include <gtest/gtest.h>

#include <optional>

namespace rollcall {
namespace {

using std::chrono::milliseconds;

template <typename Body>
RunResult in_runtime(Body body) {
  World world;
  RandomWalk strategy;
  PoolLedger ledger(world);
  return world.run({.strategy = strategy}, [&] {
    SimRuntime runtime(ledger);
    body(runtime);
  });
}

TEST(SimRuntime, DialsAClosedPortWithoutASound) {
  const RunResult result = in_runtime([](SimRuntime& runtime) {
    const auto first = runtime.dial("10.0.0.1:7000");
    const auto second = runtime.dial("10.0.0.1:7000");
    ASSERT_FALSE(first.nil());
    EXPECT_EQ(first->target, "10.0.0.1:7000");
    EXPECT_EQ(first->id, ConnectionId{1});
    EXPECT_EQ(second->id, ConnectionId{2}) << "each dial is a connection of its own";
  });
  EXPECT_FALSE(result.violation.has_value());
  EXPECT_EQ(result.steps, 1U) << "only the task's start: no I/O, no step";
  EXPECT_EQ(result.end, Time{});
}

TEST(SimRuntime, RefusesMalformedTargets) {
  in_runtime([](SimRuntime& runtime) {
    for (const std::string target : {"bad host:1", "a\tb:1", "a\n:1", "a\x7f:1", "a%:1", "a%2:1",
                                     "a%zz:1", "%4", " a:1", "a:1 "}) {
      EXPECT_TRUE(runtime.dial(target).nil()) << target;
    }
    EXPECT_EQ(runtime.dial("a:1")->id, ConnectionId{1}) << "a refused dial takes no number";
  });
}

TEST(SimRuntime, AcceptsWhateverReadsAsATarget) {
  in_runtime([](SimRuntime& runtime) {
    for (const std::string target : {"2001:db8::7:5000", "[2001:db8::7]:5000", ":0", "a:-1",
                                     "a:70000", "a%2Fb:1", "a%4f:1", "h\xc3\xbcgel:1"}) {
      EXPECT_FALSE(runtime.dial(target).nil()) << target;
    }
  });
}

TEST(SimRuntime, ACallOverNoConnectionPanics) {
  const RunResult result = in_runtime([](SimRuntime& runtime) {
    static_cast<void>(runtime.start_call({}, {.number = 1, .duration = milliseconds(1)}));
    ADD_FAILURE() << "the call returned";
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_EQ(result.violation->invariant, "panic");
  EXPECT_EQ(result.violation->message, "task 'main' panicked: nil pointer dereference");
}

TEST(SimRuntime, ACallToAClosedPortFailsAtOnce) {
  in_runtime([](SimRuntime& runtime) {
    runtime.serve("a:1");
    EXPECT_FALSE(runtime.start_call(runtime.dial("a:2"), {1, milliseconds(5)}).wait());
    EXPECT_EQ(runtime.now(), Time{});
  });
}

TEST(SimRuntime, ACallToAServedPortTakesAsLongAsTheJob) {
  in_runtime([](SimRuntime& runtime) {
    const auto connection = runtime.dial("a:1");
    runtime.serve("a:1");  // the connection is lazy: the server may come later
    EXPECT_TRUE(runtime.start_call(connection, {1, milliseconds(5)}).wait());
    EXPECT_EQ(runtime.now(), Time{milliseconds(5)});
  });
}

TEST(SimRuntime, ACallIsDecidedWhenItIsStarted) {
  in_runtime([](SimRuntime& runtime) {
    const auto call = runtime.start_call(runtime.dial("a:1"), {1, milliseconds(5)});
    runtime.serve("a:1");
    EXPECT_FALSE(call.wait());
  });
}

TEST(SimRuntime, ReadsAnIpv6AddressWithoutBracketsAsAnotherEndpoint) {
  in_runtime([](SimRuntime& runtime) {
    runtime.serve("[2001:db8::7]:5000");
    EXPECT_FALSE(runtime.start_call(runtime.dial("2001:db8::7:5000"), {1, milliseconds(1)}).wait());
  });
}

}  // namespace
}  // namespace rollcall
