#include "model/probe/pool_ledger.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

constexpr std::string_view kFree = "free";

std::string record_text(RecordId id) { return fmt::format("r{}", static_cast<unsigned>(id) + 1); }

std::string connection_text(ConnectionId id) {
  return fmt::format("c{}", static_cast<unsigned>(id));
}

}  // namespace

RecordId PoolLedger::published(std::string_view id, std::string address, std::string state) {
  const WorkerIndex index = intern(id);
  const RecordId record{static_cast<std::uint32_t>(records_.size())};
  note([&] { return fmt::format("publishes {} as {} at {}", id, record_text(record), address); });
  records_.push_back({.worker = index,
                      .address = std::move(address),
                      .state = std::move(state),
                      .connection_target = ""});
  workers_[static_cast<std::uint32_t>(index)].current = record;
  change(index);
  return record;
}

void PoolLedger::attached(RecordId id, ConnectionId connection, std::string_view target) {
  Record& record = touch(id);
  record.connection = connection;
  record.connection_target = target;
  note([&] {
    return fmt::format("attaches {} to {} of {}, target {}", connection_text(connection),
                       record_text(id), worker_of(record).id, target);
  });
}

void PoolLedger::state_changed(RecordId id, std::string_view state) {
  Record& record = touch(id);
  Worker& worker = worker_of(record);
  const std::uint32_t queued = record.queued_count;
  worker.queued_unfree_count -= record.state == kFree ? 0 : queued;
  note([&] {
    return fmt::format("{} of {}: {} -> {}", record_text(id), worker.id, record.state, state);
  });
  record.state = state;
  worker.queued_unfree_count += record.state == kFree ? 0 : queued;
}

void PoolLedger::enqueued(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_of(record);
  queue_.push_back(id);
  ++record.queued_count;
  ++worker.queued_count;
  worker.queued_unfree_count += record.state == kFree ? 0U : 1U;
  note([&] {
    return fmt::format("queues {} of {}, queue now {}", record_text(id), worker.id, queue_.size());
  });
}

void PoolLedger::dropped(RecordId id) {
  const Record& record = touch(id);
  note([&] {
    return fmt::format("queue full: drops {} of {}", record_text(id), worker_of(record).id);
  });
}

void PoolLedger::handed_over(RecordId id) {
  Worker& worker = worker_of(touch(id));
  handed_.push_back(id);
  ++worker.pulled_count;
  ++worker.unmarked_count;
  note([&] {
    return fmt::format("hands {} of {} to a waiting dispatcher", record_text(id), worker.id);
  });
}

void PoolLedger::pulled(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_of(record);
  note([&] { return fmt::format("pulls {} of {}", record_text(id), worker.id); });
  if (const auto handed = std::find(handed_.begin(), handed_.end(), id); handed != handed_.end()) {
    handed_.erase(handed);  // It counts as pulled since then.
    return;
  }
  ensure(!queue_.empty() && queue_.front() == id, "the manager pulls what it says it queued");
  queue_.pop_front();
  --record.queued_count;
  --worker.queued_count;
  worker.queued_unfree_count -= record.state == kFree ? 0U : 1U;
  ++worker.pulled_count;
  ++worker.unmarked_count;
}

void PoolLedger::marked(RecordId id) { --worker_of(touch(id)).unmarked_count; }

void PoolLedger::call_started(RecordId id, std::uint64_t job, ConnectionId connection) {
  Worker& worker = worker_of(touch(id));
  --worker.pulled_count;
  ++worker.running_count;
  note([&] {
    return fmt::format("sends job {} to {} of {} over {}", job, record_text(id), worker.id,
                       connection_text(connection));
  });
}

void PoolLedger::call_ended(RecordId id, std::uint64_t job, bool succeeded) {
  Worker& worker = worker_of(touch(id));
  --worker.running_count;
  note([&] {
    return fmt::format("job {} on {} {}", job, worker.id, succeeded ? "is done" : "failed");
  });
}

void PoolLedger::said(std::string_view text) {
  note([&] { return std::string(text); });
}

const std::vector<WorkerIndex>& PoolLedger::take_changed() {
  taken_.clear();
  taken_.swap(changed_);
  for (const WorkerIndex worker : taken_) {
    is_changed_[static_cast<std::uint32_t>(worker)] = false;
  }
  return taken_;
}

std::vector<Table> PoolLedger::tables() const {
  Table workers{
      .title = "workers",
      .columns = {"id", "record", "state", "address", "connection", "queued", "pulled", "running"},
      .rows = {}};
  for (const Worker& worker : workers_) {
    const Record& current = record(worker.current);
    workers.rows.push_back({worker.id, record_text(worker.current), current.state, current.address,
                            current.connection == ConnectionId::kNone
                                ? "none"
                                : fmt::format("{} to {}", connection_text(current.connection),
                                              current.connection_target),
                            fmt::format("{}", worker.queued_count),
                            fmt::format("{}", worker.pulled_count),
                            fmt::format("{}", worker.running_count)});
  }
  Table queue{.title = "free queue, head first",
              .columns = {"record", "worker", "state", "current"},
              .rows = {}};
  for (const RecordId id : queue_) {
    const Record& entry = record(id);
    const Worker& owner = worker(entry.worker);
    queue.rows.push_back(
        {record_text(id), owner.id, entry.state, owner.current == id ? "yes" : "no, replaced"});
  }
  return {std::move(workers), std::move(queue)};
}

PoolLedger::Record& PoolLedger::touch(RecordId id) {
  Record& record = records_[static_cast<std::uint32_t>(id)];
  change(record.worker);
  return record;
}

WorkerIndex PoolLedger::intern(std::string_view id) {
  const auto found = index_.find(id);
  if (found != index_.end()) {
    return found->second;
  }
  const WorkerIndex index{static_cast<std::uint32_t>(workers_.size())};
  workers_.push_back({.id = std::string(id)});
  is_changed_.push_back(false);
  index_.emplace(id, index);
  return index;
}

void PoolLedger::change(WorkerIndex worker) {
  if (!is_changed_[static_cast<std::uint32_t>(worker)]) {
    is_changed_[static_cast<std::uint32_t>(worker)] = true;
    changed_.push_back(worker);
  }
  world_.request_check();
}

}  // namespace rollcall
