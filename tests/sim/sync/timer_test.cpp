#include "sim/sync/timer.hpp"

#include "tests/sim/support.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace rollcall {
namespace {

using namespace std::chrono_literals;

TEST(Timer, SendsTheTimeOnce) {
  const RunResult result = run(1, [] {
    sim::timer timer(5ms);
    EXPECT_EQ(timer.ticks().receive(), Time{5ms});
    sim::sleep(1h);
    EXPECT_EQ(timer.ticks().try_receive(), std::nullopt);
    EXPECT_EQ(sim::after(1ms).ticks().receive(), Time{1h + 6ms});
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Timer, StoppedInTimeNeverFires) {
  const RunResult result = run(1, [] {
    sim::timer timer(5ms);
    EXPECT_TRUE(timer.stop());
    EXPECT_FALSE(timer.stop());
    sim::sleep(10ms);
    EXPECT_EQ(timer.ticks().try_receive(), std::nullopt);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Timer, NoTickIsReceivedAfterStopHasReturned) {
  std::set<bool> stopped;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::timer timer(5ms);
      sim::sleep(5ms);
      EXPECT_TRUE(timer.stop()) << "fired or not, nobody has received it";
      EXPECT_EQ(timer.ticks().try_receive(), std::nullopt);
      sim::timer other(5ms);
      sim::sleep(5ms);
      const bool received = other.ticks().try_receive().has_value();
      EXPECT_EQ(other.stop(), !received);
      stopped.insert(received);
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(stopped.size(), 2U) << "firing races with whoever wakes at that instant";
}

TEST(Timer, ResetFiresAnewFromNow) {
  const RunResult result = run(1, [] {
    sim::timer timer(5ms);
    sim::sleep(2ms);
    EXPECT_TRUE(timer.reset(10ms));
    EXPECT_EQ(timer.ticks().receive(), Time{12ms});
    EXPECT_FALSE(timer.reset(1ms));
    sim::sleep(5ms);
    EXPECT_TRUE(timer.reset(1ms)) << "the unread tick is taken back";
    EXPECT_EQ(timer.ticks().receive(), Time{18ms});
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Timer, ForZeroOrLessFiresAtThisInstant) {
  for (const Duration delay : {0ns, -5ns}) {
    const RunResult result = run(1, [&] {
      sim::timer timer(delay);
      EXPECT_EQ(timer.ticks().receive(), Time{});
    });
    EXPECT_EQ(finding(result), "");
  }
}

TEST(Timer, DestroyedIsStopped) {
  const RunResult result = run(1, [] {
    { const sim::timer timer(5ms); }
    World::current().await_idle();
  });
  EXPECT_EQ(finding(result), "");
  EXPECT_EQ(result.end, Time{});
}

TEST(Ticker, TicksEachPeriodAndDropsWhatNobodyTakes) {
  const RunResult result = run(1, [] {
    sim::ticker ticker(10ms);
    EXPECT_EQ(ticker.ticks().receive(), Time{10ms});
    EXPECT_EQ(ticker.ticks().receive(), Time{20ms});
    sim::sleep(35ms);
    EXPECT_EQ(ticker.ticks().receive(), Time{30ms}) << "the one at 40 and at 50 were dropped";
    EXPECT_EQ(ticker.ticks().receive(), Time{60ms});
    ticker.reset(1ms);
    EXPECT_EQ(ticker.ticks().receive(), Time{61ms});
    EXPECT_TRUE(ticker.stop());
    World::current().await_idle();
    EXPECT_EQ(ticker.ticks().try_receive(), std::nullopt);
  });
  EXPECT_EQ(finding(result), "");
}

TEST(Ticker, AloneDoesNotKeepAnExecutionGoing) {
  const RunResult result = run(1, [] {
    const sim::ticker ticker(10ms);
    sim::channel<int> never(0, "never");
    static_cast<void>(never.receive());
  });
  EXPECT_EQ(finding(result), "deadlock: main waits to receive from never");
}

TEST(Ticker, PanicsUnlessThePeriodIsPositive) {
  EXPECT_EQ(finding(run(1, [] { const sim::ticker ticker(0ns); })),
            "panic: task 'main' panicked: the period of a ticker must be positive, and is 0s");
}

TEST(AfterFunc, RunsItsFunctionInATaskOfItsOwn) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const RunResult result = run(seed, [] {
      std::vector<Time> ran;
      auto timer = sim::after_func(5ms, [&ran] {
        sim::sleep(1ms);
        ran.push_back(sim::now());
      });
      World::current().await_idle();
      EXPECT_EQ(ran, (std::vector<Time>{Time{6ms}}));
      EXPECT_FALSE(timer.stop());
      EXPECT_FALSE(timer.reset(1ms));
      EXPECT_TRUE(timer.reset(2ms));
      World::current().await_idle();
      EXPECT_EQ(ran, (std::vector<Time>{Time{6ms}, Time{9ms}}));
      EXPECT_FALSE(timer.reset(2ms));
      EXPECT_TRUE(timer.stop());
      World::current().await_idle();
      EXPECT_EQ(ran.size(), 2U);
    });
    ASSERT_EQ(finding(result), "");
  }
}

TEST(Timeout, EndsASelectThatWaitsTooLong) {
  std::set<std::size_t> chosen;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const RunResult result = run(seed, [&] {
      sim::channel<int> channel(0, "c");
      sim::spawn({.name = {.text = "sender"}, .daemon = true}, [&] {
        sim::sleep(10ms);
        channel.send(1);
      });
      bool late = false;
      EXPECT_EQ(sim::select(sim::receive_from(channel), sim::timeout(9ms, [&] { late = true; })),
                1U);
      EXPECT_TRUE(late);
      EXPECT_EQ(sim::now(), Time{9ms});
      chosen.insert(sim::select(sim::receive_from(channel), sim::timeout(1ms)));
      EXPECT_EQ(sim::now(), Time{10ms});
    });
    ASSERT_EQ(finding(result), "");
  }
  EXPECT_EQ(chosen.size(), 2U) << "at the same instant either may come first";
}

}  // namespace
}  // namespace rollcall
