// What is promised of each call: one end, the right one of three, under all faults.
#include "sim/net/marks.hpp"
#include "tests/sim/net/support.hpp"

#include <set>

namespace rollcall::net {
namespace {

TEST(Call, DeadlineEndsItInDoubt) {
  play([] {
    Pair pair;
    pair.echo.silent = true;
    const Outcome outcome = pair.call(1, 20ms);
    EXPECT_EQ(outcome.code, StatusCode::kDeadlineExceeded);
    EXPECT_TRUE(outcome.unknown());
    EXPECT_EQ(sim::now(), Time{20ms});
    EXPECT_EQ(pair.echo.kept[0].deadline, Time{20ms}) << "the service knows how long one waits";
    EXPECT_TRUE(pair.call(2, 0ms).failed());
  });
}

TEST(Call, DeadlineBeforeItWasSentLeavesNoDoubt) {
  play([] {
    Pair pair;
    EXPECT_TRUE(pair.call(1, 1500us).failed()) << "opening the connection takes 2 ms";
    EXPECT_EQ(pair.echo.seen.size(), 0U);
  });
}

TEST(Call, DeadlineAndReplyAtOneInstantAreTheSchedulesChoice) {
  std::set<StatusCode> codes;
  for (std::uint64_t seed = 0; seed < 64; ++seed) {
    play(
        [&] {
          Pair pair;
          EXPECT_TRUE(pair.call(0).ok());
          codes.insert(pair.call(1, 2ms).code);
        },
        seed);
  }
  EXPECT_EQ(codes, (std::set{StatusCode::kOk, StatusCode::kDeadlineExceeded}));
}

TEST(Call, WithoutLatencyTheScheduleAloneDecidesTheOrder) {
  std::set<std::vector<int>> orders;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    play(
        [&] {
          Pair pair(steady(Duration{}));
          EXPECT_TRUE(pair.call(0).ok());
          for (const int number : {1, 2, 3}) {
            pair.start(number, [](Outcome) {});
          }
          sim::sleep(1ns);
          orders.insert(pair.echo.seen);
        },
        seed);
  }
  EXPECT_EQ(orders.size(), 6U);
}

TEST(Call, RefusalByTheServiceIsItsStatus) {
  class Refusing final : public Service {
   public:
    void handle(Incoming incoming) override { incoming.reply.fail(code); }
    StatusCode code = StatusCode::kResourceExhausted;
  };
  play([] {
    Refusing refusing;
    Pair pair;
    pair.network.listen(pair.server, kAddress, refusing);
    const Outcome full = pair.call(1);
    EXPECT_EQ(full.code, StatusCode::kResourceExhausted);
    EXPECT_TRUE(full.unknown()) << "the handler ran";
    refusing.code = StatusCode::kUnimplemented;
    EXPECT_TRUE(pair.call(2).failed());
  });
}

TEST(Call, ServedByATaskThatReplies) {
  class Tasks final : public Service {
   public:
    void handle(Incoming incoming) override {
      network->spawn_on(incoming.at, {.name = {.text = "handler"}}, [incoming]() mutable {
        sim::sleep(5ms);
        incoming.reply.send(incoming.request);
      });
    }
    Network* network = nullptr;
  };
  play([] {
    Tasks tasks;
    Pair pair;
    tasks.network = &pair.network;
    pair.network.listen(pair.server, kAddress, tasks);
    EXPECT_EQ(pair.call(3).reply.get<int>(), 3);
    EXPECT_EQ(sim::now(), Time{9ms});
    EXPECT_EQ(pair.network.task_count(pair.server), 0U);
  });
}

TEST(Call, StartedFromAHandlerIsPartOfItsStep) {
  play([] {
    Pair pair;
    std::vector<int> replies;
    pair.start(1, [&](Outcome outcome) {
      replies.push_back(outcome.reply.get<int>());
      pair.start(2, [&](Outcome second) { replies.push_back(second.reply.get<int>()); });
    });
    sim::sleep(1s);
    EXPECT_EQ(replies, (std::vector{1, 2}));
  });
}

// Weather of all kinds over 30 calls; each ends once, and as it must.
struct Storm {
  static constexpr int kCalls = 30;

  explicit Storm(std::uint64_t seed) : draws(seed) {}

  bool one_in(std::uint64_t count) { return draws.below(count) == 0; }

  void begin_faults(Pair& pair) {
    if (one_in(3)) {
      rules.push_back(pair.network.add_rule(loss({}, {.num = 1, .den = 10})));
    }
    if (one_in(3)) {
      rules.push_back(pair.network.add_rule(duplication({}, {.num = 1, .den = 3})));
    }
    if (one_in(3)) {
      rules.push_back(pair.network.add_rule(reordering({}, {.num = 1, .den = 3}, 20ms)));
    }
    if (one_in(3)) {
      rules.push_back(pair.network.add_rule(drop_reply({}, {.num = 1, .den = 5})));
    }
    if (one_in(4)) {
      rules.push_back(pair.network.add_rule(fail_request({}, {.num = 1, .den = 5})));
    }
  }

  void disturb(Pair& pair) {
    switch (draws.below(9)) {
      case 0:
        pair.network.crash(pair.server);
        break;
      case 1:
        if (!pair.network.up(pair.server)) {
          pair.network.restart(pair.server);
          pair.network.listen(pair.server, kAddress, pair.echo);
        }
        break;
      case 2:
        pair.network.pause(one_in(2) ? pair.server : pair.client);
        break;
      case 3:
        pair.network.resume(pair.server);
        pair.network.resume(pair.client);
        break;
      case 4:
        rules.push_back(pair.network.add_rule(partition({})));
        break;
      case 5:
        rules.push_back(pair.network.add_rule(clog({})));
        break;
      case 6:
        pair.network.slow(pair.server, static_cast<std::uint32_t>(draws.below(3)));
        break;
      default:
        if (!rules.empty()) {
          pair.network.remove_rule(rules.back());
          rules.pop_back();
        }
    }
  }

  void play_out() {
    NetworkOptions options = steady();
    options.link.latency.max = 4ms;
    options.backoff.min = 5ms;
    Pair pair(options);
    begin_faults(pair);
    for (int i = 0; i < kCalls; ++i) {
      pair.start(
          i, [this, i](Outcome outcome) { ended(i, outcome); }, 40ms);
      sim::sleep(Duration{static_cast<std::int64_t>(draws.below(5'000'000))});
      disturb(pair);
    }
    for (const FaultHandle rule : rules) {
      pair.network.remove_rule(rule);
    }
    pair.network.resume(pair.server);
    pair.network.resume(pair.client);
    sim::sleep(1min);
    judge(pair);
  }

  void ended(int number, const Outcome& outcome) {
    ++ends[static_cast<std::size_t>(number)];
    failed[static_cast<std::size_t>(number)] = outcome.failed();
    if (outcome.ok()) {
      EXPECT_EQ(outcome.reply.get<int>(), number);
    }
  }

  void judge(Pair& pair) {
    for (std::size_t i = 0; i < ends.size(); ++i) {
      EXPECT_EQ(ends[i], 1) << "call " << i;
      const bool seen = std::find(pair.echo.seen.begin(), pair.echo.seen.end(),
                                  static_cast<int>(i)) != pair.echo.seen.end();
      EXPECT_FALSE(failed[i] && seen) << "call " << i << " surely was not done, and was";
    }
    EXPECT_EQ(pair.network.call_count(), 0U);
    EXPECT_EQ(pair.network.in_flight_count(), 0U);
  }

  Xoshiro256 draws;
  std::vector<FaultHandle> rules;
  std::vector<int> ends = std::vector<int>(kCalls);
  std::vector<bool> failed = std::vector<bool>(kCalls);
};

TEST(Call, EndsExactlyOnceAndNeverSaysFailedOfWhatWasDone) {
  std::map<std::string, std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 2000 && !testing::Test::HasFailure(); ++seed) {
    SCOPED_TRACE(seed);
    const Played played = play([seed] { Storm(seed).play_out(); }, seed);
    for (const auto& [mark, count] : played.marks.counts()) {
      seen[mark] += count;
    }
  }
  for (const char* mark :
       {"net-loss", "net-duplication", "net-reordering", "net-drop-reply", "net-fail-request",
        "net-partition", "net-partition-in-flight", "net-clog", "net-call-reset",
        "net-request-refused", "net-connection-refused", "net-fails-fast", "net-reconnected",
        "net-waits-at-paused-host", "net-waits-at-slow-host", "net-deadline-in-doubt",
        "net-deadline-before-sending", "net-reply-too-late"}) {
    EXPECT_GT(seen[mark], 0U) << mark << " was never seen: the storm is too weak";
  }
  for (const auto& [mark, count] : seen) {
    EXPECT_NE(std::find(kMarks.begin(), kMarks.end(), mark), kMarks.end())
        << mark << " is unlisted";
  }
}

TEST(Call, SameSeedSameHashAndAnotherSeedAnother) {
  std::set<std::uint64_t> hashes;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const std::uint64_t hash = play([seed] { Storm(seed).play_out(); }, seed).result.trace_hash;
    EXPECT_EQ(play([seed] { Storm(seed).play_out(); }, seed).result.trace_hash, hash);
    hashes.insert(hash);
  }
  EXPECT_EQ(hashes.size(), 50U);
}

}  // namespace
}  // namespace rollcall::net
