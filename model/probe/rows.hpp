#pragma once

#include "model/probe/free_queue.hpp"
#include "model/probe/ids.hpp"
#include "sim/base/letters.hpp"
#include "sim/base/time.hpp"

#include <cstddef>
#include <cstdint>

namespace rollcall {

/// Of whom it is asked what must hold at rest. One that stays broken may knock for ever, and be on
/// its way in or out at that moment.
enum class Resting : std::uint8_t { kAll, kAllButApart };

/// One registration, as its manager has it and as is known of it besides. There may be a million of
/// these rows, and all that a heartbeat looks at is in the first half: one or two lines of the
/// cache.
struct alignas(32) PoolRecord {
  WorkerIndex worker{};
  RecordId previous = RecordId::kNone;  // the id's registration before this
  EpochId epoch = {};
  std::uint64_t boot = 0;          // 0: it has none
  TextId address = TextId::kNone;  // "host:port" the caller claimed
  PoolState state = PoolState::kRegistering;
  bool draining : 1 = false;
  bool answered : 1 = false;        // its call was answered with success
  bool refused : 1 = false;         // its call was answered with an error
  bool answer_arrived : 1 = false;  // truth: the caller has the success
  bool gave_up : 1 = false;         // truth: the caller has not, and waits no longer
  bool reached : 1 = false;        // truth: this very process has had its newest probe, or any call
  bool confirmed : 1 = false;      // truth: that process has sent the epoch back
  bool taken : 1 = false;          // it was given a job
  bool superseded : 1 = false;     // ended by a newer registration
  Time lease_until = Time::max();  // by the manager's clock
  Time heard_at{};                 // by the manager's clock

  Time due = Time::max();  // when the open sending is over, by the manager's clock
  Time published_at{};     // virtual time
  ConnectionId connection = ConnectionId::kNone;
  JobIndex job = JobIndex::kNone;   // that it holds: reserved or busy
  FreeQueue::Ticket ticket = 0;     // of its newest entry in the free queue
  std::uint32_t grant = 0;          // the sending that is open, 0: none
  std::uint32_t probe_grant = 0;    // of its newest probe that went out
  std::uint32_t grant_carried = 0;  // the last that went out
  std::uint32_t queued_count = 0;   // entries in the free queue that are this record
  std::uint32_t pulled_count = 0;   // taken from it, job not yet sent
};

static_assert(offsetof(PoolRecord, due) == 48 && sizeof(PoolRecord) == 96);

/// All that has one worker id. Its tokens: each is a chance that a job is sent to it. One line of
/// the cache, which a heartbeat of one among a million has to wait for.
struct alignas(64) PoolWorker {
  Letters::Text id{};                     // kept by the ledger
  RecordId current = RecordId::kNone;     // what the map has; kNone after removal
  RecordId newest = RecordId::kNone;      // the last that there was
  std::uint32_t queued_count = 0;         // entries in the free queue
  std::uint32_t queued_unfree_count = 0;  // of these, entries whose record is not in state free
  std::uint32_t pulled_count = 0;         // taken from the queue, job not yet sent
  std::uint32_t unmarked_count = 0;       // of these, not yet marked busy
  std::uint32_t running_count = 0;        // jobs sent and not yet answered
  ProcessId process = ProcessId::kNone;   // the newest live one
  ConnectionId connection = ConnectionId::kNone;  // the newest open one
  bool marked_dead = false;                       // and not registered since
  std::uint64_t boot_max = 0;                     // of its registrations in this run of the manager
  std::uint32_t fair_since = 0;                   // dispatches before it became free...
  std::uint32_t fair_until = 0;  // ...and before it should have had its turn; 0: it does not wait
};

static_assert(sizeof(PoolWorker) == 64);

/// A connection of a manager.
struct PoolConnection {
  RecordId record = RecordId::kNone;        // whose it is: the last it was attached to
  TextId target = TextId::kNone;            // "host:port" it was dialled to
  ConnectionId next = ConnectionId::kNone;  // the worker's open one before
  std::uint32_t call_count : 31 = 0;        // under way over it
  bool open : 1 = false;
};

/// A job.
struct PoolJob {
  JobKey key = {};
  RecordId holder = RecordId::kNone;              // the last record it was given to
  ConnectionId connection = ConnectionId::kNone;  // that it was last sent over
  std::uint32_t holder_count = 0;                 // records that hold it now
  std::uint32_t send_count = 0;
  std::uint32_t begun_count = 0;  // truth, over all processes
  std::uint32_t outcome_count = 0;
  std::uint32_t waiting_count = 0;  // times it stands in the waiting list
  bool accepted = false;            // its submitter was told so
  bool idempotent = false;
  bool refused = false;    // by the process that it was sent to last, which has not begun it
  bool succeeded = false;  // truth: a process has ended it with success
  bool forgotten = false;  // the manager's memory was lost; its submitter is told so
  bool changed = false;    // in the list of those to judge
};

/// A worker process: truth, told by its host.
struct PoolProcess {
  WorkerIndex worker{};
  std::uint64_t boot = 0;
  TextId endpoint = TextId::kNone;
  ProcessId next = ProcessId::kNone;  // an older live one of the same id
  EpochId member = {};                // that it is registered in, as it knows; {}: in none
  EpochId epoch = {};                 // of the job that it runs, or ran last
  std::uint64_t grant = 0;
  JobIndex job = JobIndex::kNone;  // kNone: it runs nothing
  bool live = true;
  bool paused = false;
  bool apart = false;   // cut off for good: not of the healed core
  bool leaves = false;  // it says goodbye
};

}  // namespace rollcall
