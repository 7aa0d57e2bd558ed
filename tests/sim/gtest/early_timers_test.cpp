// Timers that fire early under strategies that sample: bugs behind real delays, which nobody meets
// where time passes only when nothing else can happen.
#include "sim/strategy/factory.hpp"
#include "sim/sync/mutex.hpp"
#include "tests/sim/gtest/support.hpp"

#include <mutex>
#include <string>

namespace rollcall {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// The server has to be there within a second, and is unless it is slow.
void opened_late() {
  sim::atomic<int> open(0, "open");
  sim::wait_group ended("ended");
  ended.add(2);
  sim::spawn("server", [&] {
    sim::sleep(milliseconds(10));
    open.store(1);
    ended.done();
  });
  sim::spawn("client", [&] {
    sim::sleep(seconds(1));
    EXPECT_EQ(open.load(), 1) << "the server is late";
    ended.done();
  });
  ended.wait();
}

// A lease that is looked at, and then relied on: it may end in between.
void worked_without_a_lease() {
  constexpr int kHolder = 1;
  constexpr int kRival = 2;
  sim::mutex guard("guard");
  sim::atomic<int> owner(kHolder, "owner");
  sim::wait_group ended("ended");
  ended.add(2);
  const Time expiry = sim::now() + seconds(1);
  sim::spawn("holder", [&] {
    for (int job = 0; job < 5; ++job) {
      sim::sleep(milliseconds(50));
      if (sim::now() < expiry) {
        const std::scoped_lock lock(guard);
        EXPECT_EQ(owner.load(), kHolder) << "it works on without a lease";
      }
    }
    ended.done();
  });
  sim::spawn("rival", [&] {
    sim::sleep(seconds(1));
    {
      const std::scoped_lock lock(guard);
      owner.store(kRival);
    }
    ended.done();
  });
  ended.wait();
}

// How many of a hundred executions fail, each a search of its own.
int failures(void (*program)(), const char* strategy, std::uint32_t early_timers) {
  int count = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const auto search = [&] {
      const SchedulesResult result = check_schedules(
          {.runs = 1, .strategy = strategy, .seed = seed, .early_timers = early_timers}, program);
      count += result.violation ? 1 : 0;
    };
    static_cast<void>(parts_of(search));
  }
  return count;
}

TEST(EarlyTimersBySampling, AreMetInAGoodShareOfExecutions) {
  for (const char* strategy : {"auto", "random", "pct", "pos", "surw", "starve"}) {
    EXPECT_GE(failures(opened_late, strategy, 4), 25) << strategy;
    EXPECT_GE(failures(worked_without_a_lease, strategy, 4), 5) << strategy;
  }
}

TEST(EarlyTimersBySampling, AreNoneUnlessAskedFor) {
  for (const StrategyEntry& entry : all_strategies()) {
    for (const auto program : {&opened_late, &worked_without_a_lease}) {
      const SchedulesResult result =
          check_schedules({.strategy = std::string(entry.name)}, program);
      EXPECT_FALSE(result.violation.has_value()) << entry.name;
    }
  }
}

TEST(EarlyTimersBySampling, AreReplayedByTheLineThatIsPrinted) {
  const auto search = [] { check_schedules({.strategy = "pct", .early_timers = 4}, opened_late); };
  const std::string found = failure_of(search);
  const std::string word = "ROLLCALL_REPLAY=";
  const std::size_t begin = found.find(word) + word.size();
  const std::string token = found.substr(begin, found.find(' ', begin) - begin);
  EXPECT_EQ(token.substr(0, 12), "pct+early-4:") << found;
  const Variable replay("ROLLCALL_REPLAY", token.c_str());
  const std::string again = failure_of(search);
  EXPECT_EQ(again.substr(again.find("schedule:")), found.substr(found.find("schedule:")));
}

}  // namespace
}  // namespace rollcall
