// The free queue and each worker's tokens.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

#include <algorithm>

namespace rollcall {

void PoolLedger::enqueued(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  record.ticket = queue_.push(id);
  ++record.queued_count;
  ++worker.queued_count;
  worker.queued_unfree_count += record.state == PoolState::kFree ? 0U : 1U;
  note([&] {
    return fmt::format("queues {} of {}, queue now {}", record_text(id), id_of(id), queue_.size());
  });
}

void PoolLedger::unqueued(RecordId id) {
  Record& record = touch(id);
  if (!queue_.remove(record.ticket)) {
    return;
  }
  Worker& worker = worker_row(record);
  --record.queued_count;
  --worker.queued_count;
  worker.queued_unfree_count -= record.state == PoolState::kFree ? 0U : 1U;
}

void PoolLedger::dropped(RecordId id) {
  touch(id);
  note([&] { return fmt::format("queue full: drops {} of {}", record_text(id), id_of(id)); });
}

void PoolLedger::handed_over(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  handed_.push_back(id);
  ++record.pulled_count;
  ++worker.pulled_count;
  ++worker.unmarked_count;
  record.taken = true;
  count_dispatch();
  take_turn(worker);
  note([&] {
    return fmt::format("hands {} of {} to a waiting dispatcher", record_text(id), id_of(id));
  });
}

void PoolLedger::waits_for_room(RecordId id) {
  touch(id);
  pushing_.push_back(id);
  note([&] {
    return fmt::format("queue full: {} of {} waits for room", record_text(id), id_of(id));
  });
}

void PoolLedger::pulled(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  note([&] { return fmt::format("pulls {} of {}", record_text(id), id_of(id)); });
  if (const auto handed = std::find(handed_.begin(), handed_.end(), id); handed != handed_.end()) {
    handed_.erase(handed);  // It counts as pulled since then.
    return;
  }
  if (!pushing_.empty()) {  // The longest waiting push has what room there is now.
    const RecordId pushed = pushing_.front();
    pushing_.pop_front();
    enqueued(pushed);
  }
  ensure(!queue_.empty() && queue_.front() == id, "the manager pulls what it says it queued");
  queue_.pop();
  --record.queued_count;
  --worker.queued_count;
  worker.queued_unfree_count -= record.state == PoolState::kFree ? 0U : 1U;
  ++record.pulled_count;
  ++worker.pulled_count;
  ++worker.unmarked_count;
  record.taken = true;
  count_dispatch();
  take_turn(worker);
}

void PoolLedger::skipped(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  --record.pulled_count;
  --worker.pulled_count;
  --worker.unmarked_count;
  note(
      [&] { return fmt::format("skips {} of {}, which is not free", record_text(id), id_of(id)); });
}

void PoolLedger::marked(RecordId id) { --worker_row(touch(id)).unmarked_count; }

// It is to get a job after as many dispatches as workers are free before it; it is not yet counted.
void PoolLedger::start_spell(RecordId id, Worker& worker) {
  worker.fair_since = dispatch_count_;
  worker.fair_until = dispatch_count_ + free_count_ + 1;
  turns_.add(static_cast<std::int64_t>(worker.fair_until), id);
}

void PoolLedger::take_turn(Worker& worker) { worker.fair_until = 0; }

}  // namespace rollcall
