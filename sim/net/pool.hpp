#pragma once

#include "sim/base/ensure.hpp"
#include "sim/base/segmented_vector.hpp"
#include "sim/net/types.hpp"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace rollcall::net {

/// Records by place, which are used again: the last that was freed is the next to be taken.
///
/// References stay good while others are taken and freed. Nothing is allocated once as many were in
/// use before.
template <typename Record>
class Pool {
 public:
  /// A place whose record is as made by default.
  [[nodiscard]] Handle take() {
    if (free_.empty()) {
      free_.push_back(static_cast<std::uint32_t>(entries_.size()));
      entries_.emplace_back();
    }
    Entry& entry = entries_[free_.back()];
    const Handle handle{.place = free_.back(), .generation = ++entry.generation};
    free_.pop_back();
    return handle;
  }

  void free(Handle handle) {
    Entry& entry = entries_[handle.place];
    ensure(entry.used() && entry.generation == handle.generation, "a record is freed once");
    static_cast<Record&>(entry) = Record{};
    ++entry.generation;
    free_.push_back(handle.place);
  }

  /// Null if what it names is gone.
  [[nodiscard]] Record* find(Handle handle) {
    if (handle.place >= entries_.size()) {
      return nullptr;
    }
    Entry& entry = entries_[handle.place];
    return entry.used() && entry.generation == handle.generation ? &entry : nullptr;
  }

  /// Requires that it is there.
  [[nodiscard]] Record& at(Handle handle) {
    Record* const record = find(handle);
    ensure(record != nullptr, "a record is there");
    return *record;
  }

  /// The same for a link within the pool. Requires that the place is in use.
  [[nodiscard]] Record& at(std::uint32_t place) {
    ensure(place < entries_.size() && entries_[place].used(), "a link leads to a record");
    return entries_[place];
  }
  [[nodiscard]] Handle handle(std::uint32_t place) const {
    return {.place = place, .generation = entries_[place].generation};
  }

  [[nodiscard]] std::size_t count() const { return entries_.size() - free_.size(); }

  template <typename Visit>
  void for_each(Visit&& visit) {
    for (std::uint32_t place = 0; place < entries_.size(); ++place) {
      if (entries_[place].used()) {
        visit(Handle{.place = place, .generation = entries_[place].generation},
              static_cast<Record&>(entries_[place]));
      }
    }
  }

 private:
  // Derived, so that the number may stand in what is left over at the record's end.
  struct Entry : Record {
    std::uint32_t generation = 0;  // odd while it is in use

    [[nodiscard]] bool used() const { return generation % 2 == 1; }
  };

  SegmentedVector<Entry> entries_;
  std::vector<std::uint32_t> free_;
};

inline constexpr std::uint32_t kNoPlace = 0xffffffff;

/// A record's place in a list of records of one pool.
struct Links {
  std::uint32_t previous = kNoPlace;
  std::uint32_t next = kNoPlace;
};

/// A list through the records of a pool, by their member `links`: in order of adding.
template <typename Record, Links Record::*links>
class List {
 public:
  [[nodiscard]] bool empty() const { return first_ == kNoPlace; }
  [[nodiscard]] std::uint32_t first() const { return first_; }
  [[nodiscard]] std::uint32_t last() const { return last_; }
  /// O(its size).
  [[nodiscard]] std::size_t count(Pool<Record>& pool) const {
    std::size_t count = 0;
    for (std::uint32_t place = first_; place != kNoPlace; place = (pool.at(place).*links).next) {
      ++count;
    }
    return count;
  }

  void add(Pool<Record>& pool, std::uint32_t place) {
    pool.at(place).*links = {.previous = last_, .next = kNoPlace};
    (last_ == kNoPlace ? first_ : (pool.at(last_).*links).next) = place;
    last_ = place;
  }

  void remove(Pool<Record>& pool, std::uint32_t place) {
    const Links removed = std::exchange(pool.at(place).*links, Links{});
    (removed.previous == kNoPlace ? first_ : (pool.at(removed.previous).*links).next) =
        removed.next;
    (removed.next == kNoPlace ? last_ : (pool.at(removed.next).*links).previous) = removed.previous;
  }

 private:
  std::uint32_t first_ = kNoPlace;
  std::uint32_t last_ = kNoPlace;
};

}  // namespace rollcall::net
