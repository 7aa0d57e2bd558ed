#pragma once

#include "model/registry/records.hpp"

namespace rollcall::hardened {

/// A list of records, linked through them: it cannot hold what is not there, and nothing twice.
///
/// First in, first out; taking one out of the middle costs O(1). The free list is one, and so is
/// each kind of deadline: all of a kind last equally long and time does not go back, so that the
/// order in which they were set is the order in which they are due, and no heap is needed.
class RecordList {
 public:
  /// Through which of a record's links. Lists through the same link exclude each other.
  explicit RecordList(Link Record::*link) : link_(link) {}

  [[nodiscard]] bool empty() const { return front_ == Slot::kNone; }
  [[nodiscard]] Slot front() const { return front_; }
  [[nodiscard]] Slot back() const { return back_; }
  [[nodiscard]] Slot next(const Records& records, Slot slot) const {
    return (records[slot].*link_).next;
  }
  [[nodiscard]] const Link& link_of(const Record& record) const { return record.*link_; }

  /// Requires: in no list through this link.
  void push_back(Records& records, Slot slot);
  /// Requires: in this list.
  void unlink(Records& records, Slot slot);

 private:
  Link Record::*link_;
  Slot front_ = Slot::kNone;
  Slot back_ = Slot::kNone;
};

}  // namespace rollcall::hardened
