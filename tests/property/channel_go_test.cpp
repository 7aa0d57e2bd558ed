// The channel against a plain model of Go's, with tasks that wait. Every operation has a task of
// its own, and the tasks come a millisecond apart: each is done or parked before the next one
// comes, so there is one right outcome, and the model needs no concurrency.
#include "sim/strategy/random.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/task.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {
namespace {

enum class Act { kSend, kReceive, kTrySend, kTryReceive, kClose };

// What became of each operation: "waits", "sent", "full", "got 3", "closed", "panic".
using Outcomes = std::vector<std::string>;

// Go's channel as runtime/chan.go has it: a buffer and two queues of waiters.
class Model {
 public:
  Model(std::size_t capacity, std::size_t count) : capacity_(capacity), outcomes_(count, "waits") {}

  void act(Act act, std::size_t index) {
    switch (act) {
      case Act::kSend:
      case Act::kTrySend:
        return send(index, act == Act::kTrySend);
      case Act::kReceive:
      case Act::kTryReceive:
        return receive(index, act == Act::kTryReceive);
      case Act::kClose:
        return close(index);
    }
  }

  [[nodiscard]] const Outcomes& outcomes() const { return outcomes_; }

 private:
  void send(std::size_t index, bool attempt) {
    if (closed_) {
      outcomes_[index] = "panic";
    } else if (!receivers_.empty()) {
      outcomes_[receivers_.front()] = "got " + std::to_string(index);
      receivers_.pop_front();
      outcomes_[index] = "sent";
    } else if (buffer_.size() < capacity_) {
      buffer_.push_back(index);
      outcomes_[index] = "sent";
    } else if (attempt) {
      outcomes_[index] = "full";
    } else {
      senders_.push_back(index);
    }
  }

  void receive(std::size_t index, bool attempt) {
    if (!senders_.empty()) {
      buffer_.push_back(senders_.front());
      outcomes_[senders_.front()] = "sent";
      senders_.pop_front();
    }
    if (!buffer_.empty()) {
      outcomes_[index] = "got " + std::to_string(buffer_.front());
      buffer_.pop_front();
    } else if (closed_ || attempt) {
      outcomes_[index] = "nothing";
    } else {
      receivers_.push_back(index);
    }
  }

  void close(std::size_t index) {
    closed_ = true;
    outcomes_[index] = "closed";
    for (const std::size_t receiver : receivers_) {
      outcomes_[receiver] = "nothing";
    }
    for (const std::size_t sender : senders_) {
      outcomes_[sender] = "panic";
    }
    receivers_.clear();
    senders_.clear();
  }

  std::size_t capacity_;
  Outcomes outcomes_;
  bool closed_ = false;
  std::deque<std::size_t> buffer_;
  std::deque<std::size_t> receivers_;
  std::deque<std::size_t> senders_;
};

std::string perform(sim::channel<std::size_t>& channel, Act act, std::size_t index) {
  const auto got = [](const std::optional<std::size_t>& value) {
    return value ? "got " + std::to_string(*value) : "nothing";
  };
  try {
    switch (act) {
      case Act::kSend:
        channel.send(index);
        return "sent";
      case Act::kTrySend:
        return channel.try_send(index) ? "sent" : "full";
      case Act::kReceive:
        return got(channel.receive());
      case Act::kTryReceive:
        return got(channel.try_receive());
      case Act::kClose:
        channel.close();
        return "closed";
    }
  } catch (const Panic&) {
    return "panic";
  }
  return "";
}

Outcomes play(std::size_t capacity, const std::vector<Act>& acts, std::uint64_t seed) {
  World world;
  RandomWalk strategy;
  Outcomes outcomes(acts.size(), "waits");
  std::optional<sim::channel<std::size_t>> channel;
  static_cast<void>(world.run({.seed = seed, .strategy = strategy}, [&] {
    channel.emplace(capacity);
    for (std::size_t index = 0; index < acts.size(); ++index) {
      sim::sleep(std::chrono::milliseconds(1));
      static_cast<void>(sim::spawn({.name = {.text = "actor"}, .daemon = true}, [&, index] {
        std::string outcome = perform(*channel, acts[index], index);
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
  const auto capacity = *rc::gen::inRange<std::size_t>(0, 4);
  auto acts = *rc::gen::container<std::vector<Act>>(rc::gen::weightedElement<Act>(
      {{6, Act::kSend}, {6, Act::kReceive}, {3, Act::kTrySend}, {3, Act::kTryReceive}}));
  if (*rc::gen::arbitrary<bool>()) {  // Closing twice is a violation, tested elsewhere.
    acts.push_back(Act::kClose);
    acts.push_back(Act::kReceive);
    acts.push_back(Act::kSend);
  }
  Model model(capacity, acts.size());
  for (std::size_t index = 0; index < acts.size(); ++index) {
    model.act(acts[index], index);
  }
  const auto seed = *rc::gen::arbitrary<std::uint64_t>();
  RC_ASSERT(play(capacity, acts, seed) == model.outcomes());
}

}  // namespace
}  // namespace rollcall
