#pragma once

#include "sim/base/random.hpp"
#include "sim/check/return_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

/// The configurations from which no order was found, or from which one is being looked for.
///
/// A configuration is a place in the ReturnTable, the state reached and the slots of the open
/// operations that have taken effect. One dominates another, and makes it not worth trying, if
/// both are at the same place in the same state, the same writes have taken effect, at least the
/// same reads, and at most the same operations of unknown outcome: reads are owed, unknown
/// operations need never be used. Hashes only find candidates, which are then compared: exact.
template <class State>
class ConfigurationMemo {
 public:
  explicit ConfigurationMemo(const ReturnTable& table)
      : table_(table), first_(kBucketsAtStart, kNone) {}

  /// False if a remembered configuration dominates this one. O(1) but for those that differ from
  /// it by reads and unknown operations only.
  bool insert(std::size_t place, const State& state, std::uint64_t state_hash,
              const SlotSet& effective) {
    const std::uint64_t hash = hash_of(place, state_hash, effective);
    for (std::size_t i = first_[bucket(hash)]; i != kNone; i = entries_[i].next) {
      const Entry& entry = entries_[i];
      if (entry.hash == hash && entry.place == place && dominates(i, place, effective) &&
          entry.state == state) {
        return false;
      }
    }
    if (entries_.size() == first_.size()) {
      grow();
    }
    entries_.push_back({hash, place, first_[bucket(hash)], state});
    first_[bucket(hash)] = entries_.size() - 1;
    slots_.insert(slots_.end(), effective.begin(), effective.end());
    return true;
  }

  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::size_t place = 0;
    std::size_t next = 0;  // in its bucket
    State state;
  };
  static constexpr std::size_t kNone = SIZE_MAX;
  static constexpr std::size_t kBucketsAtStart = 64;  // a power of two

  [[nodiscard]] std::size_t bucket(std::uint64_t hash) const { return hash & (first_.size() - 1); }

  // Of what must be equal: reads and unknown operations are left out.
  [[nodiscard]] std::uint64_t hash_of(std::size_t place, std::uint64_t state_hash,
                                      const SlotSet& effective) const {
    std::uint64_t hash = mix(state_hash, place);
    for (std::size_t word = 0; word < table_.known_words; ++word) {
      hash = mix(hash, effective[word] & ~table_.known[place].read_only_slots[word]);
    }
    return hash;
  }

  [[nodiscard]] bool dominates(std::size_t index, std::size_t place,
                               const SlotSet& effective) const {
    const std::uint64_t* const remembered = slots_.data() + index * table_.words;
    for (std::size_t word = 0; word < table_.words; ++word) {
      const std::uint64_t reads =
          word < table_.known_words ? table_.known[place].read_only_slots[word] : 0;
      const std::uint64_t unknown = word < table_.known_words ? 0 : ~std::uint64_t{0};
      const std::uint64_t only_here = effective[word] & ~remembered[word];
      const std::uint64_t only_there = remembered[word] & ~effective[word];
      if ((only_here & ~unknown) != 0 || (only_there & ~reads) != 0) {
        return false;
      }
    }
    return true;
  }

  void grow() {
    first_.assign(first_.size() * 2, kNone);
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      entries_[i].next = first_[bucket(entries_[i].hash)];
      first_[bucket(entries_[i].hash)] = i;
    }
  }

  const ReturnTable& table_;
  std::vector<std::size_t> first_;  // of each bucket, into entries_
  std::vector<Entry> entries_;
  SlotSet slots_;  // table_.words words for each entry
};

}  // namespace rollcall
