#include "model/probe/free_queue.hpp"

#include <algorithm>

namespace rollcall {

bool FreeQueue::remove(Ticket ticket) {
  const auto entry = std::ranges::lower_bound(entries_, ticket, {}, &Entry::ticket);
  if (entry == entries_.end() || entry->ticket != ticket || entry->record == RecordId::kNone) {
    return false;
  }
  entry->record = RecordId::kNone;
  --size_;
  skip_gaps();
  if (entries_.size() > 2 * size_ + 16) {
    std::erase_if(entries_, [](const Entry& e) { return e.record == RecordId::kNone; });
  }
  return true;
}

std::vector<RecordId> FreeQueue::entries() const {
  std::vector<RecordId> records;
  for (const Entry& entry : entries_) {
    if (entry.record != RecordId::kNone) {
      records.push_back(entry.record);
    }
  }
  return records;
}

}  // namespace rollcall
