#include "model/registry/records.hpp"

namespace rollcall::hardened {

Slot Records::add(std::string_view id) {
  if (vacant_.empty()) {
    vacant_.push_back(Slot{static_cast<std::uint32_t>(records_.size())});
    records_.emplace_back();
  }
  const Slot slot = vacant_.back();
  vacant_.pop_back();
  (*this)[slot].id = id;
  index_.insert(IdIndex::hash_of(id), slot);
  return slot;
}

void Records::remove(Slot slot) {
  Record& record = (*this)[slot];
  index_.erase(IdIndex::hash_of(record.id), slot);
  record = {};
  vacant_.push_back(slot);
}

Slot Records::find(std::string_view id) const {
  return index_.find(IdIndex::hash_of(id), [&](Slot slot) { return (*this)[slot].id == id; });
}

}  // namespace rollcall::hardened
