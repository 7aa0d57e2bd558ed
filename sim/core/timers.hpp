#pragma once

#include "sim/base/indexed_heap.hpp"
#include "sim/base/time.hpp"

#include <compare>
#include <cstdint>
#include <vector>

namespace rollcall {

/// Names one armed timer; stale once it has fired or was cancelled.
struct TimerId {
  std::uint32_t place = 0;
  std::uint32_t generation = 0;  // 0: no timer

  friend bool operator==(const TimerId&, const TimerId&) = default;
};

/// What a timer does when it fires: plain data, so that arming allocates nothing.
struct TimerAction {
  void (*run)(void* object, std::uint64_t argument) = nullptr;
  void* object = nullptr;
  std::uint64_t argument = 0;
};

/// The pending timers of one world, earliest first; equal deadlines fire in the order of arming.
///
/// Arming, cancelling and firing cost O(log pending).
class Timers {
 public:
  TimerId arm(Time deadline, TimerAction action);

  /// False if it has fired or was cancelled already.
  bool cancel(TimerId id);

  [[nodiscard]] bool empty() const { return pending_.empty(); }
  [[nodiscard]] std::size_t count() const { return pending_.size(); }

  /// Requires !empty().
  [[nodiscard]] Time next_deadline() const { return pending_.first_key().deadline; }

  /// Takes the earliest timer out. Requires !empty().
  TimerAction pop();

  void clear();

 private:
  struct Entry {
    TimerAction action;
    std::uint32_t generation = 0;
  };
  struct Key {
    Time deadline{};
    std::uint64_t sequence = 0;  // of its arming
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  [[nodiscard]] bool armed(TimerId id) const {
    return pending_.contains(id.place) && entries_[id.place].generation == id.generation;
  }
  void take_out(std::uint32_t place);

  std::vector<Entry> entries_;
  IndexedHeap<Key> pending_;         // by place in entries_
  std::vector<std::uint32_t> free_;  // unused entries
  std::uint64_t armed_count_ = 0;
};

}  // namespace rollcall
