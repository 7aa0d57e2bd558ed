#include "model/registry/records.hpp"

namespace rollcall::hardened {
namespace {

static_assert(Slot{NameIndex::kAbsent} == Slot::kNone);

std::uint32_t number_of(Slot slot) { return static_cast<std::uint32_t>(slot); }

}  // namespace

Slot Records::add(std::string_view id) {
  if (vacant_.empty()) {
    vacant_.push_back(Slot{static_cast<std::uint32_t>(records_.size())});
    records_.emplace_back();
  }
  const Slot slot = vacant_.back();
  vacant_.pop_back();
  (*this)[slot].id = id;
  index_.insert(NameIndex::hash_of(id), number_of(slot));
  return slot;
}

void Records::remove(Slot slot) {
  Record& record = (*this)[slot];
  index_.erase(NameIndex::hash_of(record.id), number_of(slot));
  record = {};
  vacant_.push_back(slot);
}

Slot Records::find(std::string_view id) const {
  const auto is_it = [&](std::uint32_t slot) { return records_[slot].id == id; };
  return Slot{index_.find(NameIndex::hash_of(id), is_it)};
}

}  // namespace rollcall::hardened
