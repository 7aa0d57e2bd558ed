#pragma once

#include "model/registry/record.hpp"
#include "sim/base/name_index.hpp"
#include "sim/base/segmented_vector.hpp"

#include <string_view>
#include <vector>

namespace rollcall::hardened {

/// The records of all workers, by slot and by id.
///
/// References stay valid until their record is removed. Vacant slots are used again, so memory is
/// bounded by the most workers there ever were at once. Ids whose hashes collide cost time: who may
/// use which id is settled before (mutual TLS).
class Records {
 public:
  /// Requires that no record has `id`.
  Slot add(std::string_view id);
  void remove(Slot slot);

  [[nodiscard]] Slot find(std::string_view id) const;
  [[nodiscard]] Record& operator[](Slot slot) { return records_[index_of(slot)]; }
  [[nodiscard]] const Record& operator[](Slot slot) const { return records_[index_of(slot)]; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(index_.count()); }

  /// Calls `visit(slot)` for each record, in order of slots. `visit` may remove that one.
  template <typename Visit>
  void for_each(const Visit& visit) const {
    for (std::uint32_t index = 0; index < records_.size(); ++index) {
      if (records_[index].epoch_number != 0) {
        visit(Slot{index});
      }
    }
  }

 private:
  SegmentedVector<Record> records_;  // by slot
  std::vector<Slot> vacant_;
  NameIndex index_;  // by id
};

}  // namespace rollcall::hardened
