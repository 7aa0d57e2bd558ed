#include "tests/sim/support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

// A buffered channel used by one task, as a plain deque.
struct Model {
  std::size_t capacity = 0;
  std::deque<int> buffer;
  bool closed = false;
};

enum class Act : std::uint8_t { kSend, kTrySend, kReceive, kTryReceive, kClose };

// Does one act on both; false if they disagree. Skips what would wait for ever.
bool agree_on(Act act, int value, sim::channel<int>& channel, Model& model) {
  const bool full = model.buffer.size() >= model.capacity;
  switch (act) {
    case Act::kSend:
    case Act::kTrySend: {
      if (act == Act::kSend && full && !model.closed) {
        return true;
      }
      try {
        const bool sent =
            act == Act::kTrySend ? channel.try_send(value) : (channel.send(value), true);
        if (model.closed || sent == full) {
          return false;
        }
        if (sent) {
          model.buffer.push_back(value);
        }
        return true;
      } catch (const Panic&) {
        return model.closed;
      }
    }
    case Act::kReceive:
    case Act::kTryReceive: {
      if (act == Act::kReceive && model.buffer.empty() && !model.closed) {
        return true;
      }
      const std::optional<int> got =
          act == Act::kReceive ? channel.receive() : channel.try_receive();
      if (model.buffer.empty()) {
        return !got.has_value();
      }
      const int expected = model.buffer.front();
      model.buffer.pop_front();
      return got == expected;
    }
    case Act::kClose:
      if (!model.closed) {
        channel.close();
        model.closed = true;
      }
      return true;
  }
  return false;
}

RC_GTEST_PROP(ChannelProperty, ABufferedOneUsedByOneTaskIsAQueue,
              (std::uint8_t capacity, const std::vector<std::uint8_t>& acts)) {
  bool agree = true;
  const RunResult result = run(1, [&] {
    Model model{.capacity = capacity % 5U + 1U, .buffer = {}, .closed = false};
    sim::channel<int> channel(model.capacity, "c");
    for (std::size_t i = 0; i < acts.size() && agree; ++i) {
      // Closing is rare, so that most of a sequence happens on an open channel.
      const std::uint8_t act = acts[i] % 64;
      agree = agree_on(act == 63 ? Act::kClose : static_cast<Act>(act % 4), static_cast<int>(i),
                       channel, model) &&
              channel.size() == model.buffer.size();
    }
  });
  RC_ASSERT(agree);
  RC_ASSERT(finding(result) == "");
}

struct Received {
  std::map<std::size_t, std::vector<std::uint32_t>> by_sender;
  std::size_t count = 0;
};

// Sender i sends counts[i] numbered values; `receivers` tasks take them until the channel closes.
RunResult transfer(std::uint64_t seed, std::size_t capacity,
                   const std::vector<std::uint8_t>& counts, std::size_t receivers,
                   std::vector<Received>& received) {
  received.assign(receivers, {});
  return run(seed, [&, capacity] {
    sim::channel<std::pair<std::size_t, std::uint32_t>> channel(capacity, "c");
    sim::wait_group sent("sent");
    sim::wait_group drained("drained");
    sent.add(static_cast<std::int64_t>(counts.size()));
    drained.add(static_cast<std::int64_t>(receivers));
    for (std::size_t sender = 0; sender < counts.size(); ++sender) {
      sim::spawn("sender", [&, sender] {
        for (std::uint32_t i = 0; i < counts[sender] % 8U; ++i) {
          channel.send({sender, i});
        }
        sent.done();
      });
    }
    for (Received& into : received) {
      sim::spawn("receiver", [&] {
        while (const auto value = channel.receive()) {
          into.by_sender[value->first].push_back(value->second);
          ++into.count;
        }
        drained.done();
      });
    }
    sent.wait();
    channel.close();
    drained.wait();
  });
}

RC_GTEST_PROP(ChannelProperty, WhatIsReceivedIsWhatWasSentInEachSendersOrder,
              (std::uint64_t seed, std::uint8_t capacity, const std::vector<std::uint8_t>& counts,
               std::uint8_t receivers)) {
  std::vector<Received> received;
  const RunResult result = transfer(seed, capacity % 4U, counts, receivers % 3U + 1U, received);
  RC_ASSERT(finding(result) == "");
  std::vector<std::vector<bool>> seen(counts.size());
  for (const Received& receiver : received) {
    for (const auto& [sender, values] : receiver.by_sender) {
      RC_ASSERT(std::is_sorted(values.begin(), values.end()));
      seen[sender].resize(counts[sender] % 8U);
      for (const std::uint32_t value : values) {
        RC_ASSERT(value < seen[sender].size());
        RC_ASSERT(!seen[sender][value]);
        seen[sender][value] = true;
      }
    }
  }
  std::size_t sent = 0;
  std::size_t got = 0;
  for (const std::uint8_t count : counts) {
    sent += count % 8U;
  }
  for (const Received& receiver : received) {
    got += receiver.count;
  }
  RC_ASSERT(sent == got);
}

}  // namespace
}  // namespace rollcall
