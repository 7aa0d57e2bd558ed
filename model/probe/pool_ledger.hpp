#pragma once

#include "sim/core/world.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// A registration's record, in order of publication.
enum class RecordId : std::uint32_t { kNone = 0xffffffff };

/// A worker id's ordinal, in order of first publication.
enum class WorkerIndex : std::uint32_t {};

/// A connection's ordinal, in order of dialling, from 1.
enum class ConnectionId : std::uint32_t { kNone = 0 };

/// The seam between a manager and all that watches it: the manager says what it does, and this
/// keeps what follows from it.
///
/// Every manager reports through these events, in the same step as the act itself; invariants and
/// reports read the state below and never a manager's own fields. Each event costs O(1) but for the
/// texts of a recording. Tables refer to ids as they stand; owned by one execution.
class PoolLedger {
 public:
  struct Record {
    WorkerIndex worker{};
    std::string address;  // "host:port" the caller claimed
    std::string state;    // as the manager has it: "registering", "free", "busy", "dead"
    ConnectionId connection = ConnectionId::kNone;
    std::string connection_target;   // "host:port" it was dialled to
    std::uint32_t queued_count = 0;  // entries in the free queue that are this record
  };

  /// The tokens of one worker id: each is a chance that a job is sent to it.
  struct Worker {
    std::string id;
    RecordId current = RecordId::kNone;     // what the map has; kNone after removal
    std::uint32_t queued_count = 0;         // entries in the free queue
    std::uint32_t queued_unfree_count = 0;  // of these, entries whose record is not in state free
    std::uint32_t pulled_count = 0;         // taken from the queue, job not yet sent
    std::uint32_t unmarked_count = 0;       // of these, not yet marked busy
    std::uint32_t running_count = 0;        // jobs sent and not yet answered
  };

  explicit PoolLedger(World& world) : world_(world) {}
  PoolLedger(const PoolLedger&) = delete;
  PoolLedger& operator=(const PoolLedger&) = delete;

  // --- events, told by the manager ---

  /// The mutex that guards the manager's state: between steps with it held, nothing is judged. Must
  /// outlive the execution.
  void guarded_by(const sim::mutex& guard) { guard_ = &guard; }

  /// A new record became what the map has for `id`.
  RecordId published(std::string_view id, std::string address, std::string state);
  void attached(RecordId record, ConnectionId connection, std::string_view target);
  void state_changed(RecordId record, std::string_view state);
  void enqueued(RecordId record);
  /// The free queue was full; the entry is not in it.
  void dropped(RecordId record);
  /// The push met a dispatcher parked in its receive: the entry never was in the queue.
  void handed_over(RecordId record);
  void pulled(RecordId record);
  /// The dispatcher has marked the worker of the record it pulled.
  void marked(RecordId record);
  void call_started(RecordId record, std::uint64_t job, ConnectionId connection);
  void call_ended(RecordId record, std::uint64_t job, bool succeeded);
  /// A line for the recording alone.
  void said(std::string_view text);

  // --- state, read by invariants and reports ---

  [[nodiscard]] const Record& record(RecordId id) const {
    return records_[static_cast<std::uint32_t>(id)];
  }
  [[nodiscard]] const Worker& worker(WorkerIndex index) const {
    return workers_[static_cast<std::uint32_t>(index)];
  }
  [[nodiscard]] const std::deque<RecordId>& queue() const { return queue_; }
  [[nodiscard]] bool judgeable() const { return guard_ == nullptr || !guard_->held(); }

  /// Workers touched since the last call, each once, in order of first touch.
  /// Good until the next call.
  [[nodiscard]] const std::vector<WorkerIndex>& take_changed();

  /// "workers" and "free queue", for reports.
  [[nodiscard]] std::vector<Table> tables() const;

 private:
  Record& touch(RecordId id);
  Worker& worker_of(const Record& record) {
    return workers_[static_cast<std::uint32_t>(record.worker)];
  }
  WorkerIndex intern(std::string_view id);
  void change(WorkerIndex worker);
  template <typename Text>
  void note(const Text& text) {
    if (world_.recording() != nullptr) {
      world_.note(text());
    }
  }

  World& world_;
  const sim::mutex* guard_ = nullptr;
  std::vector<Record> records_;
  std::vector<Worker> workers_;
  std::map<std::string, WorkerIndex, std::less<>> index_;
  std::deque<RecordId> queue_;
  std::vector<RecordId> handed_;  // handed over to dispatchers that have not gone on since
  std::vector<WorkerIndex> changed_;
  std::vector<WorkerIndex> taken_;  // what take_changed() gave last
  std::vector<bool> is_changed_;    // by worker
};

}  // namespace rollcall
