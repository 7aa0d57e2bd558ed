// A connection is a gRPC channel: opened by the first call, reset, opened again, backing off.
#include "tests/sim/net/support.hpp"

namespace rollcall::net {
namespace {

TEST(Connection, DoesNothingBeforeTheFirstCall) {
  play([] {
    Pair pair;
    sim::sleep(1s);
    EXPECT_EQ(pair.network.view(pair.connection).state, ConnectionState::kIdle);
    EXPECT_EQ(pair.network.in_flight_count(), 0U);
  });
}

TEST(Connection, FirstCallPaysForOpeningIt) {
  play([] {
    Pair pair;
    const Outcome first = pair.call(7);
    EXPECT_TRUE(first.ok());
    EXPECT_EQ(first.reply.get<int>(), 7);
    EXPECT_EQ(sim::now(), Time{4ms}) << "a round trip to open it and one to ask";
    EXPECT_EQ(pair.network.view(pair.connection).state, ConnectionState::kReady);
    EXPECT_EQ(pair.network.view(pair.connection).peer, pair.server);
    EXPECT_TRUE(pair.call(8).ok());
    EXPECT_EQ(sim::now(), Time{6ms});
  });
}

TEST(Connection, RefusedWhereNobodyListens) {
  const Played played = play([] {
    Pair pair;
    const ConnectionId wrong = pair.network.open(pair.client, "10.0.0.1:7001");
    const Outcome outcome = pair.network.call(wrong, pair.ask, make_payload<int>(1), 1s);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_TRUE(outcome.failed());
    EXPECT_EQ(sim::now(), Time{2ms});
    EXPECT_EQ(pair.network.view(wrong).state, ConnectionState::kTransientFailure);
  });
  EXPECT_EQ(played.count("net-connection-refused"), 1U);
}

TEST(Connection, FailsFastUntilTheBackoffIsOver) {
  const Played played = play([] {
    Pair pair;
    pair.network.stop_listening(pair.server, kAddress);
    EXPECT_TRUE(pair.call(1).failed());
    const Time refused = sim::now();
    pair.network.listen(pair.server, kAddress, pair.echo);
    EXPECT_TRUE(pair.call(2).failed());
    EXPECT_EQ(sim::now(), refused) << "it was not tried again";
    sim::sleep(800ms - 1ns);  // The backoff is 1 s +- 20 %.
    EXPECT_TRUE(pair.call(3).failed());
    sim::sleep(400ms + 1ns);
    EXPECT_TRUE(pair.call(4).ok());
  });
  EXPECT_GE(played.count("net-fails-fast"), 2U);
  EXPECT_EQ(played.count("net-reconnected"), 1U);
}

TEST(Connection, BackoffGrowsToItsBound) {
  play([] {
    NetworkOptions options = steady();
    options.backoff = {.min = 1s, .max = 3s, .multiplier_tenths = 20, .jitter_percent = 0};
    Pair pair(options);
    pair.network.stop_listening(pair.server, kAddress);
    for (const Duration wait : {1s, 2s, 3s, 3s}) {
      EXPECT_TRUE(pair.call(1).failed());
      const Time refused = sim::now();
      sim::sleep(wait - 1ns);
      EXPECT_TRUE(pair.call(1).failed());
      EXPECT_EQ(sim::now(), refused + wait - 1ns) << "still backing off";
      sim::sleep(1ns);
    }
  });
}

TEST(Connection, OpeningTakesNoLongerThanItsTimeout) {
  const Played played = play([] {
    NetworkOptions options = steady();
    options.connect_timeout = 5s;
    Pair pair(options);
    pair.network.add_rule(partition({}));
    const Outcome outcome = pair.call(1, 1h);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_TRUE(outcome.failed()) << "it was never sent";
    EXPECT_EQ(sim::now(), Time{5s});
  });
  EXPECT_EQ(played.count("net-connect-timeout"), 1U);
}

TEST(Connection, IsResetByTheCrashOfItsPeerAndOpenedAgain) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    pair.network.crash(pair.server);
    sim::sleep(2ms);
    EXPECT_EQ(pair.network.view(pair.connection).state, ConnectionState::kIdle);
    pair.network.restart(pair.server);
    pair.network.listen(pair.server, kAddress, pair.echo);
    EXPECT_TRUE(pair.call(2).ok()) << "no backoff: it was not refused";
  });
}

TEST(Connection, StaysHalfOpenWhereTheResetIsLost) {
  const Played played = play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    const FaultHandle cut = pair.network.add_rule(partition({}));
    pair.network.crash(pair.server);
    sim::sleep(10ms);
    EXPECT_EQ(pair.network.view(pair.connection).state, ConnectionState::kReady);
    const Outcome outcome = pair.call(2, 50ms);
    EXPECT_EQ(outcome.code, StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(outcome.unknown());
    pair.network.remove_rule(cut);
    const Outcome refused = pair.call(3, 50ms);
    EXPECT_EQ(refused.code, StatusCode::kUnavailable);
    EXPECT_TRUE(refused.failed()) << "the peer itself said that it does not know the connection";
    EXPECT_EQ(pair.network.view(pair.connection).state, ConnectionState::kIdle);
  });
  EXPECT_EQ(played.count("net-deadline-in-doubt"), 1U);
  EXPECT_EQ(played.count("net-request-refused"), 1U);
}

TEST(Connection, ClosedEndsItsCallsAndTakesNoMore) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    pair.echo.silent = true;
    std::vector<Outcome> outcomes;
    pair.start(2, [&](Outcome outcome) { outcomes.push_back(std::move(outcome)); });
    sim::sleep(10ms);
    pair.network.close(pair.connection);
    EXPECT_TRUE(outcomes.empty()) << "no handler runs within close";
    sim::sleep(1ns);
    ASSERT_EQ(outcomes.size(), 1U);
    EXPECT_EQ(outcomes[0].code, StatusCode::kCancelled);
    EXPECT_TRUE(outcomes[0].unknown());
    const Outcome after = pair.call(3);
    EXPECT_EQ(after.code, StatusCode::kCancelled);
    EXPECT_TRUE(after.failed());
    EXPECT_EQ(pair.network.connection_count(), 0U);
    pair.network.close(pair.connection);
  });
}

TEST(Connection, NewOwnerOfAnAddressGetsNewConnectionsOnly) {
  const Played played = play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    pair.network.add_rule(
        partition({.from = {pair.server}, .to = {pair.client}}));  // The reset is lost.
    pair.network.crash(pair.server);
    Echo other;
    const HostId heir = pair.network.add_host("heir");
    pair.network.listen(heir, kAddress, other);
    EXPECT_TRUE(pair.call(2, 50ms).unknown()) << "the old connection leads to who is gone";
    const ConnectionId fresh = pair.network.open(pair.client, kAddress);
    EXPECT_TRUE(pair.network.call(fresh, pair.ask, make_payload<int>(3), 1s).ok());
    EXPECT_EQ(other.seen, std::vector{3});
    pair.network.crash(heir);
  });
  EXPECT_EQ(played.count("net-address-reused"), 1U);
}

TEST(Connection, NewestListenerThatIsUpGetsIt) {
  play([] {
    Pair pair;
    Echo second;
    const HostId other = pair.network.add_host("other");
    pair.network.listen(other, kAddress, second);
    EXPECT_TRUE(pair.call(1).ok());
    EXPECT_EQ(second.seen, std::vector{1});
    pair.network.crash(other);
    sim::sleep(5ms);
    EXPECT_TRUE(pair.call(2).ok());
    EXPECT_EQ(pair.echo.seen, std::vector{2});
  });
}

}  // namespace
}  // namespace rollcall::net
