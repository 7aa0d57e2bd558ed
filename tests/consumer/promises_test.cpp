// What the engine promises to any code: each test is one of them.
#include <gtest/gtest.h>
#include <rollcall/sim/gtest/check_schedules.hpp>
#include <rollcall/sim/strategy/factory.hpp>
#include <rollcall/sim/sync/channel.hpp>
#include <rollcall/sim/sync/keep.hpp>
#include <rollcall/sim/sync/memory.hpp>
#include <rollcall/sim/sync/mutex.hpp>
#include <rollcall/sim/sync/select.hpp>
#include <rollcall/sim/sync/task.hpp>
#include <rollcall/sim/sync/timer.hpp>

#include <chrono>
#include <mutex>
#include <string>

namespace sim = rollcall::sim;
using namespace std::chrono_literals;

// A loop that polls is no livelock while somebody else may end it.
TEST(Promises, APollerBesideASetterIsCleanUnderEveryStrategy) {
  for (const rollcall::StrategyEntry& entry : rollcall::all_strategies()) {
    SCOPED_TRACE(std::string(entry.name));
    rollcall::check_schedules({.runs = 50, .strategy = std::string(entry.name)}, [] {
      sim::atomic<int> stop(0, "stop");
      sim::channel<int> ended(0, "ended");
      sim::spawn("poller", [&] {
        while (stop.load() == 0) {
        }
        ended.send(1);
      });
      sim::spawn("setter", [&] { stop.store(1); });
      EXPECT_EQ(ended.receive(), 1);
    });
  }
}

TEST(Promises, APanicThatIsCaughtIsNoViolation) {
  rollcall::check_schedules({.strategy = "dpor"}, [] {
    auto& jobs = sim::keep<sim::channel<int>>(1U, "jobs");
    for (int i = 0; i < 2; ++i) {
      sim::spawn("closer", [&jobs] {
        try {
          jobs.close();
        } catch (const rollcall::Panic& panic) {
          EXPECT_STREQ(panic.what(), "close of closed channel jobs");
        }
      });
    }
  });
}

// The answer takes no time, so it is always there before the timeout, unless the machine is slow.
void expects_the_answer() {
  auto& answer = sim::keep<sim::channel<int>>(1U, "answer");
  sim::spawn("server", [&answer] { answer.send(1); });
  bool late = false;
  sim::select(sim::receive_from(answer), sim::timeout(10ms, [&] { late = true; }));
  EXPECT_FALSE(late) << "the timeout came first";
}

TEST(Promises, ATimerMayFireBeforeASlowTaskGoesOn) {
  rollcall::expect_violation(
      "expectation", {.strategy = "dfs", .preemptions = 1, .early_timers = 1}, expects_the_answer);
}

TEST(Promises, ARaceIsFoundInAnExploration) {
  const rollcall::SchedulesResult result =
      rollcall::expect_violation("data-race", {.strategy = "dpor"}, [] {
        auto& count = sim::keep<sim::shared<int>>(0, "count");
        for (int i = 0; i < 2; ++i) {
          sim::spawn("adder", [&count] { count.write(count.read() + 1); });
        }
      });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_NE(result.violation->message.find("count"), std::string::npos);
}

TEST(Promises, AnObjectThatIsUsedAfterItsEndIsNamed) {
  const rollcall::SchedulesResult result = rollcall::expect_violation("panic", {}, [] {
    sim::mutex mutex("mu");
    sim::spawn("worker", [&mutex] { const std::scoped_lock lock(mutex); });
    // and main returns first
  });
  ASSERT_TRUE(result.violation.has_value());
  EXPECT_NE(result.violation->message.find("mu, which was destroyed by main"), std::string::npos)
      << result.violation->message;
}
