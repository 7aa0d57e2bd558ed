// Two channels, plain operations and selects against a plain model of Go's, with tasks that wait.
// Every operation has a task of its own, and the tasks come a millisecond apart: each is done or
// parked before the next one comes, so there is one right outcome, and the model needs no
// concurrency. A select with both cases ready takes the first: the draw is fixed.
#include "sim/strategy/random.hpp"
#include "sim/sync/select.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

enum class Kind { kSend, kReceive, kTrySend, kTryReceive, kClose, kSelectSend, kSelectReceive };

struct Act {
  Kind kind = Kind::kSend;
  std::size_t channel = 0;  // selects use both
};

// What became of each operation: "waits", "sent", "full", "got 3", "closed", "panic".
using Outcomes = std::vector<std::string>;

// Go's channels as runtime/chan.go has them: a buffer and two queues of waiters each.
class Model {
 public:
  Model(const std::array<std::size_t, 2>& capacities, std::size_t count)
      : outcomes_(count, "waits") {
    channels_[0].capacity = capacities[0];
    channels_[1].capacity = capacities[1];
  }

  void act(const Act& act, std::size_t index) {
    Channel& channel = channels_[act.channel];
    switch (act.kind) {
      case Kind::kSend:
        if (!send(channel, index)) {
          channel.senders.push_back(index);
        }
        return;
      case Kind::kTrySend:
        if (!send(channel, index)) {
          settle(index, "full");
        }
        return;
      case Kind::kReceive:
        if (!receive(channel, index)) {
          channel.receivers.push_back(index);
        }
        return;
      case Kind::kTryReceive:
        if (!receive(channel, index)) {
          settle(index, "nothing");
        }
        return;
      case Kind::kClose:
        return close(channel, index);
      case Kind::kSelectSend:
        if (!send(channels_[0], index) && !send(channels_[1], index)) {
          channels_[0].senders.push_back(index);
          channels_[1].senders.push_back(index);
        }
        return;
      case Kind::kSelectReceive:
        if (!receive(channels_[0], index) && !receive(channels_[1], index)) {
          channels_[0].receivers.push_back(index);
          channels_[1].receivers.push_back(index);
        }
        return;
    }
  }

  [[nodiscard]] const Outcomes& outcomes() const { return outcomes_; }

 private:
  struct Channel {
    std::size_t capacity = 0;
    bool closed = false;
    std::deque<std::size_t> buffer;
    std::deque<std::size_t> receivers;
    std::deque<std::size_t> senders;
  };

  // It waits no more, wherever it did.
  void settle(std::size_t index, std::string outcome) {
    outcomes_[index] = std::move(outcome);
    for (Channel& channel : channels_) {
      std::erase(channel.receivers, index);
      std::erase(channel.senders, index);
    }
  }

  // False if it has to wait.
  bool send(Channel& to, std::size_t index) {
    if (to.closed) {
      settle(index, "panic");
    } else if (!to.receivers.empty()) {
      settle(to.receivers.front(), "got " + std::to_string(index));
      settle(index, "sent");
    } else if (to.buffer.size() < to.capacity) {
      to.buffer.push_back(index);
      settle(index, "sent");
    } else {
      return false;
    }
    return true;
  }

  bool receive(Channel& from, std::size_t index) {
    if (!from.senders.empty()) {
      const std::size_t sender = from.senders.front();
      from.buffer.push_back(sender);
      settle(sender, "sent");
    }
    if (!from.buffer.empty()) {
      settle(index, "got " + std::to_string(from.buffer.front()));
      from.buffer.pop_front();
    } else if (from.closed) {
      settle(index, "nothing");
    } else {
      return false;
    }
    return true;
  }

  void close(Channel& channel, std::size_t index) {
    channel.closed = true;
    outcomes_[index] = "closed";
    while (!channel.receivers.empty()) {
      settle(channel.receivers.front(), "nothing");
    }
    while (!channel.senders.empty()) {
      settle(channel.senders.front(), "panic");
    }
  }

  std::array<Channel, 2> channels_;
  Outcomes outcomes_;
};

using Channels = std::array<std::optional<sim::channel<std::size_t>>, 2>;

std::string perform(Channels& channels, const Act& act, std::size_t index) {
  sim::channel<std::size_t>& channel = *channels[act.channel];
  std::string got;
  const auto keep = [&](const std::optional<std::size_t>& value) {
    got = value ? "got " + std::to_string(*value) : "nothing";
  };
  try {
    switch (act.kind) {
      case Kind::kSend:
        channel.send(index);
        return "sent";
      case Kind::kTrySend:
        return channel.try_send(index) ? "sent" : "full";
      case Kind::kReceive:
        keep(channel.receive());
        return got;
      case Kind::kTryReceive:
        keep(channel.try_receive());
        return got;
      case Kind::kClose:
        channel.close();
        return "closed";
      case Kind::kSelectSend:
        sim::select(sim::send_to(*channels[0], index), sim::send_to(*channels[1], index));
        return "sent";
      case Kind::kSelectReceive:
        sim::select(sim::receive_from(*channels[0], keep), sim::receive_from(*channels[1], keep));
        return got;
    }
  } catch (const Panic&) {
    return "panic";
  }
  return "";
}

class FirstValue final : public DrawSource {
 public:
  std::uint64_t draw(const Stream&, std::uint64_t) override { return 0; }
};

Outcomes play(const std::array<std::size_t, 2>& capacities, const std::vector<Act>& acts,
              std::uint64_t seed) {
  World world;
  RandomWalk strategy;
  FirstValue draws;
  Outcomes outcomes(acts.size(), "waits");
  Channels channels;
  static_cast<void>(world.run({.seed = seed, .strategy = strategy, .draws = &draws}, [&] {
    channels[0].emplace(capacities[0]);
    channels[1].emplace(capacities[1]);
    for (std::size_t index = 0; index < acts.size(); ++index) {
      sim::sleep(std::chrono::milliseconds(1));
      static_cast<void>(sim::spawn({.name = {.text = "actor"}, .daemon = true}, [&, index] {
        std::string outcome = perform(channels, acts[index], index);
        if (!World::current().cancelling()) {
          outcomes[index] = std::move(outcome);
        }
      }));
    }
    sim::sleep(std::chrono::milliseconds(1));
  }));
  return outcomes;
}

RC_GTEST_PROP(ChannelAgainstGo, WaitersAreMetAsInGo, ()) {
  const auto first = *rc::gen::inRange<std::size_t>(0, 4);
  const auto second = *rc::gen::inRange<std::size_t>(0, 4);
  const std::array<std::size_t, 2> capacities{first, second};
  const auto kinds = *rc::gen::container<std::vector<Kind>>(
      rc::gen::weightedElement<Kind>({{6, Kind::kSend},
                                      {6, Kind::kReceive},
                                      {3, Kind::kTrySend},
                                      {3, Kind::kTryReceive},
                                      {3, Kind::kSelectSend},
                                      {3, Kind::kSelectReceive}}));
  std::vector<Act> acts;
  for (const Kind kind : kinds) {
    acts.push_back({.kind = kind, .channel = *rc::gen::inRange<std::size_t>(0, 2)});
  }
  if (*rc::gen::arbitrary<bool>()) {  // Closing twice is a violation, tested elsewhere.
    for (const Kind kind : {Kind::kClose, Kind::kReceive, Kind::kSend, Kind::kSelectReceive}) {
      acts.push_back({.kind = kind, .channel = 0});
    }
  }
  Model model(capacities, acts.size());
  for (std::size_t index = 0; index < acts.size(); ++index) {
    model.act(acts[index], index);
  }
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(play(capacities, acts, seed) == model.outcomes());
}

}  // namespace
}  // namespace rollcall
