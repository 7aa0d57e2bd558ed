#include "model/registry/record_list.hpp"

namespace rollcall::hardened {

void RecordList::push_back(Records& records, Slot slot) {
  records[slot].*link_ = {.previous = back_, .next = Slot::kNone};
  Slot& to_it = back_ == Slot::kNone ? front_ : (records[back_].*link_).next;
  to_it = slot;
  back_ = slot;
}

void RecordList::unlink(Records& records, Slot slot) {
  const Link link = records[slot].*link_;
  Slot& from_before = link.previous == Slot::kNone ? front_ : (records[link.previous].*link_).next;
  Slot& from_behind = link.next == Slot::kNone ? back_ : (records[link.next].*link_).previous;
  from_before = link.next;
  from_behind = link.previous;
  records[slot].*link_ = {};
}

}  // namespace rollcall::hardened
