#pragma once

#include "sim/base/time.hpp"

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
/// A binary heap of places; arming, cancelling and firing cost O(log pending).
class Timers {
 public:
  TimerId arm(Time deadline, TimerAction action);

  /// False if it has fired or was cancelled already.
  bool cancel(TimerId id);

  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t count() const { return heap_.size(); }

  /// Requires !empty().
  [[nodiscard]] Time next_deadline() const { return entries_[heap_.front()].deadline; }

  /// Takes the earliest timer out. Requires !empty().
  TimerAction pop();

  void clear();

 private:
  struct Entry {
    Time deadline{};
    std::uint64_t sequence = 0;
    TimerAction action;
    std::uint32_t heap_index = 0;
    std::uint32_t generation = 0;
  };

  [[nodiscard]] bool before(std::uint32_t left, std::uint32_t right) const;
  void place_at(std::uint32_t heap_index, std::uint32_t entry);
  void sift_up(std::uint32_t heap_index);
  void sift_down(std::uint32_t heap_index);
  void remove_at(std::uint32_t heap_index);

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> heap_;  // indices into entries_
  std::vector<std::uint32_t> free_;  // unused entries
  std::uint64_t armed_count_ = 0;
};

}  // namespace rollcall
