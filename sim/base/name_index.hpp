#pragma once

#include "sim/base/large_memory.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rollcall {

/// From names to numbers, where each name stands with what has its number: open addressing with
/// linear probing, at most half full, no tombstones.
///
/// Never iterated, so nothing depends on the order of hashes; a tree of a million names would cost
/// twenty cache misses a look-up. Names chosen to collide make it slow, not wrong. What keeps its
/// names itself is a NameTable.
class NameIndex {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffff;

  /// Equal on every machine.
  [[nodiscard]] static std::uint32_t hash_of(std::string_view name);

  /// The number under `hash` for which `is_it` holds, or kAbsent.
  template <typename Predicate>
  [[nodiscard]] std::uint32_t find(std::uint32_t hash, const Predicate& is_it) const {
    for (std::size_t at = home_of(hash); entries_[at].number != kAbsent; at = after(at)) {
      const Entry& entry = entries_[at];
      if (entry.hash == hash && is_it(entry.number)) {
        return entry.number;
      }
    }
    return kAbsent;
  }

  /// Requires: not there, and not kAbsent.
  void insert(std::uint32_t hash, std::uint32_t number);
  /// Requires: there.
  void erase(std::uint32_t hash, std::uint32_t number);

  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    std::uint32_t number = kAbsent;
  };

  [[nodiscard]] std::size_t home_of(std::uint32_t hash) const {
    return hash & (entries_.size() - 1);
  }
  [[nodiscard]] std::size_t after(std::size_t at) const { return (at + 1) & (entries_.size() - 1); }
  void place(Entry entry);
  void grow();

  using Entries = std::vector<Entry, LargeMemory<Entry>>;

  Entries entries_ = Entries(16);  // a power of two
  std::size_t count_ = 0;
};

}  // namespace rollcall
