#include "sim/base/name_index.hpp"

#include "sim/base/random.hpp"

namespace rollcall {

std::uint32_t NameIndex::hash_of(std::string_view name) {
  return static_cast<std::uint32_t>(scramble(name_hash(name)));
}

void NameIndex::insert(std::uint32_t hash, std::uint32_t number) {
  if (2 * (count_ + 1) > entries_.size()) {
    grow();
  }
  place({.hash = hash, .number = number});
  ++count_;
}

void NameIndex::place(Entry entry) {
  std::size_t at = home_of(entry.hash);
  while (entries_[at].number != kAbsent) {
    at = after(at);
  }
  entries_[at] = entry;
}

void NameIndex::grow() {
  Entries old(2 * entries_.size());
  old.swap(entries_);
  for (const Entry& entry : old) {
    if (entry.number != kAbsent) {
      place(entry);
    }
  }
}

void NameIndex::erase(std::uint32_t hash, std::uint32_t number) {
  std::size_t hole = home_of(hash);
  while (entries_[hole].number != number) {
    hole = after(hole);
  }
  // Whatever stands behind the hole, up to the next empty place, moves into it, unless its home
  // lies behind the hole: then it would be before its home, where no search comes by.
  const std::size_t mask = entries_.size() - 1;
  for (std::size_t at = after(hole); entries_[at].number != kAbsent; at = after(at)) {
    const std::size_t from_home = (at - home_of(entries_[at].hash)) & mask;
    const std::size_t from_hole = (at - hole) & mask;
    if (from_home >= from_hole) {
      entries_[hole] = entries_[at];
      hole = at;
    }
  }
  entries_[hole] = {};
  --count_;
}

}  // namespace rollcall
