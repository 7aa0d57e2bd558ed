// Histories made by playing a specification with many clients, for tests and benchmarks.
#pragma once

#include "sim/base/random.hpp"
#include "sim/check/fifo_queue.hpp"
#include "sim/check/key_value.hpp"
#include "sim/check/specification.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

struct HistoryShape {
  std::size_t operation_count = 0;
  std::size_t client_count = 0;
  std::uint64_t lost_per_thousand = 0;  // responses that never come
};

// A real store and a real queue: what the histories are recorded from.
struct Store {
  std::map<std::string, std::int64_t> values;

  KeyValue::Output apply(const KeyValue::Input& input) {
    const auto found = values.find(input.key);
    const bool exists = found != values.end();
    switch (input.kind) {
      case KeyValue::Kind::kRead:
        return KeyValue::found(exists ? std::optional(found->second) : std::nullopt);
      case KeyValue::Kind::kWrite:
        values[input.key] = input.value;
        return KeyValue::done();
      case KeyValue::Kind::kCas:
        if (exists && found->second == input.expected) {
          found->second = input.value;
          return KeyValue::done();
        }
        return KeyValue::done(false);
      case KeyValue::Kind::kErase:
        return KeyValue::done(values.erase(input.key) == 1);
    }
    return {};
  }
};

struct Queue {
  std::deque<std::int64_t> values;

  FifoQueue::Output apply(const FifoQueue::Input& input) {
    if (input.value) {
      values.push_back(*input.value);
      return {};
    }
    if (values.empty()) {
      return {};
    }
    const std::int64_t value = values.front();
    values.pop_front();
    return {.value = value};
  }
};

// Half reads, then writes, compare-and-sets and a few erases.
inline KeyValue::Input draw_key_value(Xoshiro256& random, std::uint64_t key_count,
                                      std::uint64_t value_count) {
  const std::string key = "k" + std::to_string(random.below(key_count));
  const auto value = static_cast<std::int64_t>(random.below(value_count));
  const auto expected = static_cast<std::int64_t>(random.below(value_count));
  const std::uint64_t kind = random.below(20);
  if (kind < 10) {
    return KeyValue::read(key);
  }
  if (kind < 15) {
    return KeyValue::write(key, value);
  }
  return kind < 19 ? KeyValue::cas(key, expected, value) : KeyValue::erase(key);
}

inline FifoQueue::Input draw_queue(Xoshiro256& random) {
  FifoQueue::Input input;
  if (random.below(2) == 0) {
    input.value = static_cast<std::int64_t>(random.below(3));
  }
  return input;
}

// A right history: each operation takes effect at one moment between its invocation and its return;
// one whose response is lost at any later moment, or never. `draw_input` makes the inputs.
template <Specification Spec, class Object, class DrawInput>
std::vector<OperationOf<Spec>> play(const HistoryShape& shape, std::uint64_t seed, Object object,
                                    DrawInput draw_input) {
  enum class Stage : std::uint8_t { kIdle, kInvoked, kEffective };
  struct Client {
    Stage stage = Stage::kIdle;
    typename Spec::Input input;
    typename Spec::Output output;
  };
  Xoshiro256 random(seed);
  HistoryBuilderOf<Spec> history;
  std::vector<Client> clients(shape.client_count);
  std::vector<typename Spec::Input> lost;
  while (history.operations().size() < shape.operation_count ||
         std::ranges::any_of(clients, [](const Client& c) { return c.stage != Stage::kIdle; })) {
    if (!lost.empty() && random.below(20) == 0) {
      static_cast<void>(object.apply(lost.back()));
      lost.pop_back();
    }
    const std::uint64_t id = random.below(clients.size());
    Client& client = clients[id];
    if (client.stage == Stage::kIdle) {
      if (history.operations().size() < shape.operation_count) {
        client.input = draw_input(random);
        history.invoke(id, client.input);
        client.stage = Stage::kInvoked;
      }
    } else if (random.below(1000) < shape.lost_per_thousand) {
      if (client.stage == Stage::kInvoked) {
        lost.push_back(client.input);
      }
      history.give_up(id);
      client.stage = Stage::kIdle;
    } else if (client.stage == Stage::kInvoked) {
      client.output = object.apply(client.input);
      client.stage = Stage::kEffective;
    } else {
      history.respond(id, client.output);
      client.stage = Stage::kIdle;
    }
  }
  return history.operations();
}

}  // namespace rollcall
