// What many messages and many hosts cost.
#include "tests/sim/net/support.hpp"

#include <algorithm>
#include <ctime>

namespace rollcall::net {
namespace {

// CPU time of `count` calls that are all under way at once, and how many ended well.
std::clock_t storm(int count, Duration spread) {
  const std::clock_t begin = std::clock();
  play([&] {
    NetworkOptions options = steady();
    options.link.latency.max = 1ms + spread;
    Pair pair(options);
    EXPECT_TRUE(pair.call(0, 1h).ok());
    int ended = 0;
    const Payload request = make_payload<int>(1);
    for (int i = 0; i < count; ++i) {
      pair.network.start(pair.connection, pair.ask, request, 1h,
                         [&ended](Outcome outcome) { ended += outcome.ok() ? 1 : 0; });
    }
    EXPECT_EQ(pair.network.in_flight_count(), static_cast<std::size_t>(count));
    sim::sleep(10s);
    EXPECT_EQ(ended, count);
  });
  return std::clock() - begin;
}

// Compares times of the processor, which other work takes none of; what it does to the caches is
// within the factor of four that is left on either side.
TEST(Scale, StormOfMessagesIsNotQuadratic) {
  storm(2'000, 1s);  // What is kept from one execution to the next is there.
  std::clock_t small = storm(2'000, 1s);
  for (int i = 0; i < 4; ++i) {
    small = std::min(small, storm(2'000, 1s));
  }
  const std::clock_t large = storm(200'000, 1s);
  EXPECT_LT(large, 2'500 * small) << "a hundred times the calls: quadratic would be 10,000 times";
  std::printf("2,000 calls: %ld us, 200,000: %ld us\n", small * 1'000'000 / CLOCKS_PER_SEC,
              large * 1'000'000 / CLOCKS_PER_SEC);
}

TEST(Scale, ManyMessagesMayArriveAtOneInstant) { storm(10'000, Duration{}); }

// A machine without tasks, as simulated workers are: a timer, a connection, a call a second.
class Beat {
 public:
  Beat(Network& network, MethodId method, std::uint64_t& answered)
      : network_(network), method_(method), answered_(answered) {}

  void begin(Duration first) {
    host_ = network_.add_host("worker");
    connection_ = network_.open(host_, kAddress);
    arm(first);
  }

 private:
  void arm(Duration delay) {
    const auto fire = [](void* self, std::uint64_t) { static_cast<Beat*>(self)->beat(); };
    network_.set_timer(host_, delay, {.run = fire, .object = this});
  }

  void beat() {
    network_.start(connection_, method_, make_payload<int>(1), 500ms,
                   [this](Outcome outcome) { answered_ += outcome.ok() ? 1U : 0U; });
    arm(1s);
  }

  Network& network_;
  MethodId method_;
  std::uint64_t& answered_;
  HostId host_ = HostId::kNone;
  ConnectionId connection_;
};

TEST(Scale, HostsWithoutTasksBeatByTheTenThousand) {
  constexpr std::uint64_t kHosts = 10'000;
  constexpr std::uint64_t kSeconds = 5;
  class Silent final : public Service {
   public:
    void handle(Incoming incoming) override { incoming.reply.send({}); }
  };
  const std::clock_t begin = std::clock();
  const Played played = play([&] {
    Silent silent;
    Network network(steady());
    const HostId server = network.add_host("server");
    network.listen(server, kAddress, silent);
    std::uint64_t answered = 0;
    std::vector<Beat> beats(kHosts, Beat(network, network.method("Heartbeat"), answered));
    for (std::uint64_t i = 0; i < kHosts; ++i) {
      beats[i].begin(Duration{static_cast<std::int64_t>(i * 1'000'000'000 / kHosts) + 1});
    }
    sim::sleep(Duration{kSeconds * 1'000'000'000} + 100ms);
    EXPECT_EQ(network.connection_count(), kHosts);
    EXPECT_GE(answered, kHosts * kSeconds);
  });
  EXPECT_GE(played.result.steps, kHosts * (2 + 3 * kSeconds));
  std::printf("%llu steps in %ld ms\n", static_cast<unsigned long long>(played.result.steps),
              (std::clock() - begin) * 1000 / CLOCKS_PER_SEC);
}

}  // namespace
}  // namespace rollcall::net
