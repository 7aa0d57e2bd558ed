// Each fault, one test: what it does, and to what. sim/net/README.md names them.
#include "tests/sim/net/support.hpp"

namespace rollcall::net {
namespace {

TEST(Fault, PartitionDropsWhatIsSentAndWhatIsInFlight) {
  const Played played = play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    Outcome outcome;
    pair.start(
        2, [&](Outcome ended) { outcome = std::move(ended); }, 100ms);
    sim::sleep(500us);  // The request is half way.
    const FaultHandle cut =
        pair.network.add_rule(partition({.from = {pair.client}, .to = {pair.server}}));
    EXPECT_EQ(pair.network.in_flight_count(), 1U);
    sim::sleep(1ms);
    EXPECT_EQ(pair.network.in_flight_count(), 0U);
    EXPECT_TRUE(pair.call(3, 100ms).unknown());
    EXPECT_TRUE(outcome.unknown());
    EXPECT_EQ(pair.echo.seen, std::vector{1});
    pair.network.remove_rule(cut);
    EXPECT_TRUE(pair.call(4).ok());
  });
  EXPECT_EQ(played.count("net-partition-in-flight"), 1U);
  EXPECT_EQ(played.count("net-partition"), 1U);
}

TEST(Fault, OneWayPartitionLetsTheOtherWayThrough) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    pair.network.add_rule(partition({.from = {pair.server}, .to = {pair.client}}));
    EXPECT_TRUE(pair.call(2, 50ms).unknown());
    EXPECT_EQ(pair.echo.seen, (std::vector{1, 2})) << "the request came, its reply did not";
  });
}

TEST(Fault, PartitionOfBothWaysStopsBoth) {
  play([] {
    Pair pair;
    pair.network.add_rule(
        partition({.from = {pair.server}, .to = {pair.client}, .both_ways = true}));
    EXPECT_TRUE(pair.call(1, 50ms).failed()) << "not even connected";
    EXPECT_TRUE(pair.echo.seen.empty());
  });
}

TEST(Fault, PartitionOfOneMethodLeavesTheOthers) {
  play([] {
    Pair pair;
    const MethodId other = pair.network.method("Other");
    pair.network.add_rule(partition({.method = other}));
    EXPECT_TRUE(pair.call(1).ok());
    EXPECT_TRUE(pair.network.call(pair.connection, other, make_payload<int>(2), 50ms).unknown());
    EXPECT_EQ(pair.echo.seen, std::vector{1});
  });
}

TEST(Fault, ClogHoldsAllAndLetsItGoInOrder) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Played played = play(
        [] {
          NetworkOptions options = steady();
          options.link.latency.max = 5ms;
          Pair pair(options);
          EXPECT_TRUE(pair.call(0).ok());
          std::vector<int> ended;
          pair.start(
              1, [&](Outcome outcome) { ended.push_back(outcome.reply.get<int>()); }, 1h);
          const FaultHandle held = pair.network.add_rule(clog({}));  // In flight as it begins.
          for (const int number : {2, 3, 4}) {
            sim::sleep(20ms);
            pair.start(
                number, [&](Outcome outcome) { ended.push_back(outcome.reply.get<int>()); }, 1h);
          }
          sim::sleep(1min);
          EXPECT_EQ(pair.echo.seen, std::vector{0}) << "held, not lost";
          EXPECT_EQ(pair.network.in_flight_count(), 4U);
          pair.network.remove_rule(held);
          sim::sleep(1min);
          EXPECT_EQ(pair.echo.seen, (std::vector{0, 1, 2, 3, 4}));
          EXPECT_EQ(ended.size(), 4U);
        },
        seed);
    EXPECT_EQ(played.count("net-clog"), 4U);
  }
}

TEST(Fault, LossDropsWhatIsSentWithItsChance) {
  const Played played = play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.network.add_rule(loss({.from = {pair.client}, .to = {pair.server}}, {.num = 1, .den = 4}));
    int lost = 0;
    for (int i = 0; i < 400; ++i) {
      lost += pair.call(i, 10ms).ok() ? 0 : 1;
    }
    EXPECT_GT(lost, 60);
    EXPECT_LT(lost, 140);
  });
  EXPECT_GT(played.count("net-loss"), 60U);
}

TEST(Fault, LossOfTheLinkNeedsNoRule) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    LinkOptions lossy = steady().link;
    lossy.loss = kAlways;
    pair.network.set_link(pair.server, pair.client, lossy);
    EXPECT_TRUE(pair.call(1, 10ms).unknown());
    EXPECT_EQ(pair.echo.seen, (std::vector{0, 1})) << "the other direction is whole";
  });
}

TEST(Fault, DuplicationDeliversARequestTwiceAndEndsTheCallOnce) {
  const Played played = play([] {
    Pair pair;
    pair.network.add_rule(duplication({}, kAlways));
    int ends = 0;
    pair.start(5, [&](Outcome outcome) {
      ++ends;
      EXPECT_TRUE(outcome.ok());
    });
    sim::sleep(1s);
    EXPECT_EQ(pair.echo.seen, (std::vector{5, 5}));
    EXPECT_EQ(ends, 1);
  });
  EXPECT_GT(played.count("net-duplication"), 0U);
  EXPECT_EQ(played.count("net-reply-too-late"), 3U) << "two requests with two replies each";
}

TEST(Fault, ReorderingLetsLaterMessagesOvertake) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.network.add_rule(reordering({}, {.num = 1, .den = 2}, 50ms));
    for (int i = 1; i <= 20; ++i) {
      pair.start(i, [](Outcome outcome) { EXPECT_TRUE(outcome.ok()); });
      sim::sleep(1us);
    }
    sim::sleep(1s);
    EXPECT_EQ(pair.echo.seen.size(), 21U);
    EXPECT_FALSE(std::is_sorted(pair.echo.seen.begin(), pair.echo.seen.end()));
  });
}

TEST(Fault, DelayMakesAllTakeLonger) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(0).ok());
    pair.network.add_rule(delay({.from = {pair.client}}, kAlways, 5ms, 5ms));
    const Time before = sim::now();
    EXPECT_TRUE(pair.call(1).ok());
    EXPECT_EQ(sim::now() - before, 7ms);
  });
}

TEST(Fault, DroppedReplyLeavesTheEffect) {
  const Played played = play([] {
    Pair pair;
    pair.network.add_rule(drop_reply({.method = pair.ask}, kAlways));
    const Outcome outcome = pair.call(9, 50ms);
    EXPECT_EQ(outcome.code, StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(outcome.unknown());
    EXPECT_EQ(pair.echo.seen, std::vector{9});
  });
  EXPECT_EQ(played.count("net-drop-reply"), 1U);
}

TEST(Fault, FailedRequestIsNotSent) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1).ok());
    const Time before = sim::now();
    pair.network.add_rule(fail_request({.method = pair.ask}, kAlways));
    const Outcome outcome = pair.call(2);
    EXPECT_EQ(outcome.code, StatusCode::kUnavailable);
    EXPECT_TRUE(outcome.failed());
    EXPECT_EQ(sim::now(), before);
    EXPECT_EQ(pair.echo.seen, std::vector{1});
  });
}

TEST(Fault, RuleLeavesTheLatenciesOfOthersAlone) {
  const auto end_of_others = [](bool with_rule) {
    Time end{};
    play([&] {
      NetworkOptions options = steady();
      options.link.latency.max = 100ms;
      Pair pair(options);
      const HostId third = pair.network.add_host("third");
      const ConnectionId other = pair.network.open(third, kAddress);
      if (with_rule) {
        pair.network.add_rule(loss({.from = {pair.client}}, {.num = 1, .den = 2}));
      }
      pair.start(
          1, [](Outcome) {}, 10s);
      EXPECT_TRUE(pair.network.call(other, pair.ask, make_payload<int>(2), 10s).ok());
      end = sim::now();
    });
    return end;
  };
  EXPECT_EQ(end_of_others(false), end_of_others(true));
}

}  // namespace
}  // namespace rollcall::net
