#pragma once

#include "model/probe/ids.hpp"
#include "sim/base/packed_int64.hpp"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace rollcall {

/// Records by when something is to be looked at: a heap whose keys may be out of date.
///
/// A key that has grown meanwhile costs nothing until the old one comes up, so that a lease that is
/// renewed a thousand times has one entry, and no table finds it by its record as in IndexedHeap.
/// Keys may not shrink.
class LazyDeadlines {
 public:
  void add(std::int64_t key, RecordId record) {
    heap_.push_back({.key = PackedInt64(key), .record = record});
    std::push_heap(heap_.begin(), heap_.end(), &later);
  }
  void clear() { heap_.clear(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }

  /// The first record whose key is at most `limit`; it stays. kNone if there is none.
  /// `key_now(record, key)`: its key by now, not before `key`; nullopt if the entry is void.
  template <typename KeyNow>
  [[nodiscard]] RecordId first_due(std::int64_t limit, const KeyNow& key_now) {
    while (!heap_.empty() && heap_.front().key.get() <= limit) {
      const Entry first = heap_.front();
      const auto key = key_now(first.record, first.key.get());
      if (key && *key <= limit) {
        return first.record;
      }
      std::pop_heap(heap_.begin(), heap_.end(), &later);
      heap_.pop_back();
      if (key) {
        add(*key, first.record);
      }
    }
    return RecordId::kNone;
  }

 private:
  struct Entry {
    PackedInt64 key;
    RecordId record = RecordId::kNone;
  };
  // Equal keys in order of record: what is found does not depend on the heap's making.
  static bool later(const Entry& left, const Entry& right) {
    return left.key != right.key ? left.key > right.key : left.record > right.record;
  }

  std::vector<Entry> heap_;
};

}  // namespace rollcall
