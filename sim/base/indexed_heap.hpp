#pragma once

#include "sim/base/large_memory.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

/// The smallest key first, each key under a small number by which it can be changed or taken out;
/// equal keys in order of number.
///
/// Four children a node, keys beside their numbers: half as deep as a binary heap, and the children
/// of a node are in one line of the cache or two. Changes cost O(log size). Memory: the key and 8
/// bytes for each. Where keys only grow and few of them come up, see LazyDeadlines.
template <typename Key>
class IndexedHeap {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] bool contains(std::uint32_t number) const {
    return number < places_.size() && places_[number] != kAbsent;
  }
  /// Requires !empty().
  [[nodiscard]] std::uint32_t first() const { return heap_.front().number; }
  [[nodiscard]] const Key& first_key() const { return heap_.front().key; }

  /// Puts it in, or changes its key. A place is kept for each number up to the largest.
  void set(std::uint32_t number, Key key) {
    if (number >= places_.size()) {
      places_.resize(std::size_t{number} + 1, kAbsent);
    }
    const Entry entry{.key = key, .number = number};
    if (places_[number] == kAbsent) {
      heap_.push_back(entry);
      settle(heap_.size() - 1, entry);
    } else {
      settle(places_[number], entry);
    }
  }
  /// Nothing if it is not there.
  void remove(std::uint32_t number) {
    if (!contains(number)) {
      return;
    }
    const std::uint32_t at = places_[number];
    places_[number] = kAbsent;
    const Entry last = heap_.back();
    heap_.pop_back();
    if (at < heap_.size()) {
      settle(at, last);
    }
  }
  /// Takes all out, and calls `visit(number)` for each, in no order.
  template <typename Visit>
  void clear(const Visit& visit) {
    for (const Entry& entry : heap_) {
      places_[entry.number] = kAbsent;
      visit(entry.number);
    }
    heap_.clear();
  }

 private:
  static constexpr std::uint32_t kAbsent = 0xffffffff;
  static constexpr std::size_t kChildren = 4;

  struct Entry {
    Key key;
    std::uint32_t number;
  };

  static bool before(const Entry& left, const Entry& right) {
    return left.key != right.key ? left.key < right.key : left.number < right.number;
  }

  void place(std::size_t at, const Entry& entry) {
    heap_[at] = entry;
    places_[entry.number] = static_cast<std::uint32_t>(at);
  }

  // Where it belongs, from a place that is free for it.
  void settle(std::size_t at, const Entry& entry) {
    const std::size_t up = risen(at, entry);
    place(up == at ? sunk(at, entry) : up, entry);
  }

  // The place that is free for it once all that come after it and stood above have moved down.
  std::size_t risen(std::size_t at, const Entry& entry) {
    while (at > 0) {
      const std::size_t parent = (at - 1) / kChildren;
      if (!before(entry, heap_[parent])) {
        break;
      }
      place(at, heap_[parent]);
      at = parent;
    }
    return at;
  }

  std::size_t sunk(std::size_t at, const Entry& entry) {
    for (;;) {
      const std::size_t begin = kChildren * at + 1;
      if (begin >= heap_.size()) {
        return at;
      }
      const std::size_t end = std::min(begin + kChildren, heap_.size());
      std::size_t least = begin;
      for (std::size_t child = begin + 1; child < end; ++child) {
        least = before(heap_[child], heap_[least]) ? child : least;
      }
      if (!before(heap_[least], entry)) {
        return at;
      }
      place(at, heap_[least]);
      at = least;
    }
  }

  template <typename Value>
  using Vector = std::vector<Value, LargeMemory<Value>>;

  Vector<Entry> heap_;
  Vector<std::uint32_t> places_;  // by number: where in heap_, or kAbsent
};

}  // namespace rollcall
