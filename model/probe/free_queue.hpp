#pragma once

#include "model/probe/ids.hpp"
#include "sim/base/ensure.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <vector>

namespace rollcall {

/// The entries of a free queue, head first; a record may stand in it more than once.
///
/// An entry that leaves from the middle becomes a gap, closed when gaps are the half. All amortised
/// O(1).
class FreeQueue {
 public:
  /// Where an entry stands: good until it leaves.
  using Ticket = std::uint32_t;

  Ticket push(RecordId record) {
    ensure(last_ticket_ < std::numeric_limits<Ticket>::max(), "entries have tickets");
    entries_.push_back({.record = record, .ticket = ++last_ticket_});
    ++size_;
    return last_ticket_;
  }
  /// Requires !empty().
  void pop() {
    entries_.pop_front();
    --size_;
    skip_gaps();
  }
  /// Takes out the entry of that ticket. False: it is not here.
  bool remove(Ticket ticket);
  void clear() {
    entries_.clear();
    size_ = 0;
  }

  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Requires !empty().
  [[nodiscard]] RecordId front() const { return entries_.front().record; }
  /// All of them, for reports and messages.
  [[nodiscard]] std::vector<RecordId> entries() const;

 private:
  struct Entry {
    RecordId record = RecordId::kNone;  // kNone: a gap
    Ticket ticket = 0;                  // rising
  };

  void skip_gaps() {
    while (!entries_.empty() && entries_.front().record == RecordId::kNone) {
      entries_.pop_front();
    }
  }

  std::deque<Entry> entries_;  // the first is no gap
  std::size_t size_ = 0;
  Ticket last_ticket_ = 0;
};

}  // namespace rollcall
