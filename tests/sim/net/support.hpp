#pragma once

#include "sim/core/world.hpp"
#include "sim/net/faults.hpp"
#include "sim/net/network.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace rollcall::net {

using namespace std::chrono_literals;

inline constexpr std::string_view kAddress = "10.0.0.1:7000";
inline constexpr Ratio kAlways{.num = 1, .den = 1};

/// A network whose links take exactly that long and do nothing else.
[[nodiscard]] inline NetworkOptions steady(Duration latency = 1ms) {
  return {.link = {.latency = {.min = latency, .max = latency}}};
}

/// Answers each request with its number, counts them, and keeps what it is told to keep.
class Echo : public Service {
 public:
  void handle(Incoming incoming) override {
    seen.push_back(incoming.request.get<int>());
    if (silent) {
      kept.push_back(std::move(incoming));
    } else {
      incoming.reply.send(incoming.request);
    }
  }

  bool silent = false;
  std::vector<int> seen;
  std::vector<Incoming> kept;
};

/// A client, a server that listens, and a connection between them.
struct Pair {
  explicit Pair(NetworkOptions options = steady()) : network(options) {
    client = network.add_host("client");
    server = network.add_host("server");
    ask = network.method("Ask");
    network.listen(server, kAddress, echo);
    connection = network.open(client, kAddress);
  }

  Outcome call(int number, Duration deadline = 1s) {
    return network.call(connection, ask, make_payload<int>(number), deadline);
  }
  CallId start(int number, ReplyHandler handler, Duration deadline = 1s) {
    return network.start(connection, ask, make_payload<int>(number), deadline, std::move(handler));
  }

  Echo echo;
  Network network;
  HostId client{};
  HostId server{};
  MethodId ask{};
  ConnectionId connection{};
};

struct Played {
  RunResult result;
  Marks marks;

  [[nodiscard]] std::uint64_t count(std::string_view mark) const {
    const auto found = marks.counts().find(mark);
    return found == marks.counts().end() ? 0 : found->second;
  }
};

/// One execution under a random schedule; what it comes to must not be a violation.
template <typename Body>
Played play(Body&& body, std::uint64_t seed = 1) {
  static World world;
  RandomWalk strategy;
  Played played;
  played.result = world.run({.seed = seed, .strategy = strategy, .marks = &played.marks},
                            std::forward<Body>(body));
  EXPECT_FALSE(played.result.violation.has_value())
      << played.result.violation->invariant << ": " << played.result.violation->message;
  return played;
}

}  // namespace rollcall::net
