// A host's life: crash, restart, pause, slowness; its clocks, timers and tasks.
#include "sim/sync/channel.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/timer.hpp"
#include "tests/sim/net/support.hpp"

namespace rollcall::net {
namespace {

TEST(Host, CrashMakesCallsToItUnknown) {
  const Played played = play([] {
    Pair pair;
    pair.echo.silent = true;
    Outcome outcome;
    pair.start(1, [&](Outcome ended) { outcome = std::move(ended); });
    sim::sleep(10ms);
    pair.network.crash(pair.server);
    sim::sleep(2ms);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_TRUE(outcome.unknown());
  });
  EXPECT_EQ(played.count("net-call-reset"), 1U);
}

TEST(Host, CrashForgetsItsCallsWithoutRunningTheirHandlers) {
  play([] {
    Pair pair;
    pair.start(1, [](Outcome) { ADD_FAILURE() << "its host has crashed"; });
    sim::sleep(2500us);
    pair.network.crash(pair.client);
    EXPECT_EQ(pair.network.call_count(), 0U);
    EXPECT_EQ(pair.network.connection_count(), 0U);
    sim::sleep(10s);
    EXPECT_EQ(pair.echo.seen, std::vector{1}) << "what it sent still arrives";
  });
}

TEST(Host, RepliesSentBeforeTheCrashArriveAndLaterOnesDoNot) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.echo.silent = true;
    std::vector<StatusCode> codes;
    for (const int number : {1, 2}) {
      pair.start(number, [&](Outcome outcome) { codes.push_back(outcome.code); });
    }
    sim::sleep(2ms);
    ASSERT_EQ(pair.echo.kept.size(), 2U);
    pair.echo.kept[0].reply.send(pair.echo.kept[0].request);
    // Whichever comes first of the reply and the reset, both are on their way at once.
    pair.network.add_rule(delay({}, kAlways, 1ms, 1ms));
    pair.network.crash(pair.server);
    pair.network.restart(pair.server);
    pair.echo.kept[1].reply.send(pair.echo.kept[1].request);
    sim::sleep(1s);
    EXPECT_EQ(codes, (std::vector{StatusCode::kOk, StatusCode::kUnavailable}));
  });
}

TEST(Host, RequestToOneThatIsDownIsRefused) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    Outcome outcome;
    pair.start(1, [&](Outcome ended) { outcome = std::move(ended); });
    sim::sleep(500us);
    pair.network.add_rule(delay({.from = {pair.server}}, kAlways, 1ms, 1ms));
    pair.network.crash(pair.server);
    sim::sleep(1s);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_EQ(pair.echo.seen, std::vector{0});
  });
}

TEST(Host, RestartKeepsNothing) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    EXPECT_EQ(pair.network.incarnation(pair.server), 1U);
    pair.network.crash(pair.server);
    EXPECT_FALSE(pair.network.up(pair.server));
    pair.network.restart(pair.server);
    EXPECT_TRUE(pair.network.up(pair.server));
    EXPECT_EQ(pair.network.incarnation(pair.server), 2U);
    sim::sleep(5ms);
    EXPECT_TRUE(pair.call(1).failed()) << "nobody listens";
  });
}

TEST(Host, PausedKeepsWhatArrivesAndItsTimersWaiting) {
  const Played played = play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    int fired = 0;
    const auto count = [](void* counter, std::uint64_t) { ++*static_cast<int*>(counter); };
    pair.network.set_timer(pair.server, 5ms, {.run = count, .object = &fired});
    pair.network.pause(pair.server);
    Outcome outcome;
    pair.start(
        1, [&](Outcome ended) { outcome = std::move(ended); }, 1h);
    sim::sleep(1min);
    EXPECT_EQ(fired, 0);
    EXPECT_EQ(pair.echo.seen, std::vector{0});
    pair.network.resume(pair.server);
    sim::sleep(2ms);
    EXPECT_EQ(fired, 1);
    EXPECT_TRUE(outcome.ok());
  });
  EXPECT_EQ(played.count("net-waits-at-paused-host"), 2U);
}

TEST(Host, DeadlineOfAPausedCallerIsSeenWhenItGoesOn) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.echo.silent = true;
    int ends = 0;
    pair.start(
        1,
        [&](Outcome outcome) {
          ++ends;
          EXPECT_EQ(outcome.code, StatusCode::kDeadlineExceeded);
          EXPECT_EQ(sim::now(), Time{1min + 4ms});
        },
        10ms);
    pair.network.pause(pair.client);
    sim::sleep(1min);
    EXPECT_EQ(ends, 0);
    pair.network.resume(pair.client);
    sim::sleep(1ns);
    EXPECT_EQ(ends, 1);
  });
}

TEST(Host, CrashWhilePausedRefusesWhatWaited) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.network.pause(pair.server);
    Outcome outcome;
    pair.start(1, [&](Outcome ended) { outcome = std::move(ended); });
    sim::sleep(10ms);
    pair.network.crash(pair.server);
    sim::sleep(10ms);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_EQ(pair.network.in_flight_count(), 0U);
    EXPECT_EQ(pair.echo.seen, std::vector{0});
  });
}

TEST(Host, SlowOneHandlesArrivalsOneAfterTheOther) {
  const Played played = play([] {
    NetworkOptions options = steady();
    options.handling = 10ms;
    Pair pair(options);
    EXPECT_TRUE(pair.call(0).ok());
    pair.network.slow(pair.server, 3);
    const Time before = sim::now();
    std::vector<Duration> spans;
    for (const int number : {1, 2, 3}) {
      pair.start(number, [&](Outcome) { spans.push_back(sim::now() - before); });
    }
    sim::sleep(1s);
    EXPECT_EQ(spans, (std::vector<Duration>{32ms, 62ms, 92ms}));
    pair.network.slow(pair.server, 0);
    const Time again = sim::now();
    EXPECT_TRUE(pair.call(4).ok());
    EXPECT_EQ(sim::now() - again, 2ms);
  });
  EXPECT_EQ(played.count("net-waits-at-slow-host"), 3U);
}

TEST(Host, ClocksHaveOffsetDriftAndJumps) {
  play([] {
    Network network(steady());
    const HostId fast = network.add_host("fast", {.offset = 5s, .drift_ppm = 1000});
    sim::sleep(1000s);
    EXPECT_EQ(network.monotonic(fast), Time{1001s});
    EXPECT_EQ(network.wall(fast), Time{1006s});
    network.jump_clock(fast, -30s);
    EXPECT_EQ(network.wall(fast), Time{976s});
    EXPECT_EQ(network.monotonic(fast), Time{1001s}) << "it never goes back";
    network.set_drift(fast, -500'000);
    EXPECT_EQ(network.monotonic(fast), Time{1001s});
    sim::sleep(10s);
    EXPECT_EQ(network.monotonic(fast), Time{1006s});
  });
}

TEST(Host, AClockThatOnlyJumpsRunsAsTheWorlds) {
  play([] {
    Network network(steady());
    const HostId ahead = network.add_host("ahead", {.offset = 5s});
    const HostId plain = network.add_host("plain");
    sim::sleep(7s);
    EXPECT_EQ(network.monotonic(ahead), Time{7s});
    EXPECT_EQ(network.wall(ahead), Time{12s});
    EXPECT_EQ(network.wall(plain), Time{7s});
    network.jump_clock(plain, 2s);
    EXPECT_EQ(network.monotonic(plain), Time{7s});
    EXPECT_EQ(network.wall(plain), Time{9s});
    network.set_drift(plain, 1'000);
    sim::sleep(1000s);
    network.set_drift(plain, 0);
    sim::sleep(10s);
    EXPECT_EQ(network.monotonic(plain), Time{1018s}) << "what it was ahead it stays";
    EXPECT_EQ(network.wall(plain), Time{1020s});
  });
}

TEST(Host, TimersGoByItsClock) {
  play([] {
    Network network(steady());
    const HostId slow = network.add_host("slow", {.drift_ppm = -500'000});
    Time fired{};
    const auto note = [](void* time, std::uint64_t) { *static_cast<Time*>(time) = sim::now(); };
    network.set_timer(slow, 1s, {.run = note, .object = &fired});
    const HostTimer cancelled = network.set_timer(slow, 1s, {.run = note, .object = nullptr});
    EXPECT_TRUE(network.cancel_timer(cancelled));
    EXPECT_FALSE(network.cancel_timer(cancelled));
    sim::sleep(5s);
    EXPECT_EQ(fired, Time{2s});
  });
}

TEST(Host, TimersDieWithIt) {
  play([] {
    Network network(steady());
    const HostId host = network.add_host("host");
    const auto never = [](void*, std::uint64_t) { ADD_FAILURE() << "of a life that is over"; };
    network.set_timer(host, 1s, {.run = never});
    network.crash(host);
    network.restart(host);
    sim::sleep(5s);
  });
}

// --- tasks ---

struct Farewell {
  explicit Farewell(std::vector<int>& list, int own) : gone(list), number(own) {}
  ~Farewell() { gone.push_back(number); }
  Farewell(const Farewell&) = delete;
  Farewell& operator=(const Farewell&) = delete;

  std::vector<int>& gone;
  int number;
};

TEST(Host, CrashEndsItsTasksYoungestFirst) {
  play([] {
    std::vector<int> gone;
    Network network(steady());
    const HostId host = network.add_host("host");
    for (const int number : {1, 2, 3}) {
      network.spawn_on(host, {.name = {.text = "worker"}}, [&gone, number] {
        const Farewell farewell(gone, number);
        sim::sleep(1h);
        ADD_FAILURE() << "its host has crashed";
      });
    }
    sim::sleep(1s);
    EXPECT_EQ(network.task_count(host), 3U);
    network.crash(host);
    EXPECT_EQ(gone, (std::vector{3, 2, 1}));
    EXPECT_EQ(network.task_count(host), 0U);
    EXPECT_EQ(network.spawn_on(host, {.name = {.text = "late"}}, [] {}), TaskId::kNone);
    sim::sleep(2h);
  });
}

TEST(Host, CrashedTasksLeaveNoUnlocksAndNoTimersBehind) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    play(
        [] {
          Network network(steady());
          const HostId host = network.add_host("host");
          network.spawn_on(host, {.name = {.text = "process"}}, [&network, host] {
            sim::mutex mutex("mutex");
            sim::channel<int> jobs(1, "jobs");
            sim::ticker beat(10ms, "beat");
            network.spawn_on(host, {.name = {.text = "holder"}}, [&] {
              const std::scoped_lock lock(mutex);
              sim::sleep(1h);
            });
            network.spawn_on(host, {.name = {.text = "waiter"}}, [&] {
              if (mutex.try_lock_for(1min)) {
                mutex.unlock();
              }
              static_cast<void>(jobs.receive());
            });
            for (;;) {
              static_cast<void>(beat.ticks().receive());
            }
          });
          sim::sleep(25ms);
          network.crash(host);
          network.restart(host);
          network.spawn_on(host, {.name = {.text = "next life"}}, [] { sim::sleep(2h); });
          sim::sleep(3h);
          EXPECT_EQ(network.task_count(host), 0U);
        },
        seed);
  }
}

TEST(Host, CrashEndsTasksThatWaitForACall) {
  play([] {
    Pair pair;
    pair.echo.silent = true;
    pair.network.spawn_on(pair.client, {.name = {.text = "caller"}}, [&pair] {
      static_cast<void>(pair.call(1, 1h));
      ADD_FAILURE() << "its host has crashed";
    });
    sim::sleep(1s);
    pair.network.crash(pair.client);
    EXPECT_EQ(pair.network.call_count(), 0U);
    pair.echo.kept[0].reply.send(make_payload<int>(1));
    sim::sleep(1s);
  });
}

TEST(Host, PauseStopsItsTasks) {
  play([] {
    Network network(steady());
    const HostId host = network.add_host("host");
    std::vector<Time> beats;
    network.spawn_on(host, {.name = {.text = "beats"}}, [&beats] {
      for (int i = 0; i < 3; ++i) {
        sim::sleep(10ms);
        beats.push_back(sim::now());
      }
    });
    sim::sleep(15ms);
    network.pause(host);
    sim::sleep(1s);
    EXPECT_EQ(beats.size(), 1U);
    network.resume(host);
    sim::sleep(1s);
    EXPECT_EQ(beats, (std::vector{Time{10ms}, Time{1015ms}, Time{1025ms}}));
  });
}

}  // namespace
}  // namespace rollcall::net
