#pragma once

#include "model/registry/record.hpp"

#include <vector>

namespace rollcall::hardened {

/// From ids to slots: open addressing with linear probing, at most half full, no tombstones.
///
/// Never iterated, so nothing depends on the order of hashes; a tree of a million ids would cost
/// twenty cache misses a look-up. Ids chosen to collide make it slow, not wrong: who may use which
/// id is settled before (mutual TLS).
class IdIndex {
 public:
  [[nodiscard]] static std::uint32_t hash_of(std::string_view id);

  /// The slot under `hash` for which `is_it` holds, or kNone.
  template <typename Predicate>
  [[nodiscard]] Slot find(std::uint32_t hash, const Predicate& is_it) const {
    for (std::size_t at = home_of(hash); entries_[at].slot != Slot::kNone; at = after(at)) {
      const Entry& entry = entries_[at];
      if (entry.hash == hash && is_it(entry.slot)) {
        return entry.slot;
      }
    }
    return Slot::kNone;
  }

  /// Requires: not there.
  void insert(std::uint32_t hash, Slot slot);
  /// Requires: there.
  void erase(std::uint32_t hash, Slot slot);
  [[nodiscard]] std::size_t count() const { return count_; }

 private:
  struct Entry {
    std::uint32_t hash = 0;
    Slot slot = Slot::kNone;
  };

  [[nodiscard]] std::size_t home_of(std::uint32_t hash) const {
    return hash & (entries_.size() - 1);
  }
  [[nodiscard]] std::size_t after(std::size_t at) const { return (at + 1) & (entries_.size() - 1); }
  void place(Entry entry);
  void grow();

  std::vector<Entry> entries_ = std::vector<Entry>(16);  // a power of two
  std::size_t count_ = 0;
};

}  // namespace rollcall::hardened
