#pragma once

#include <cstddef>
#include <cstdint>

namespace rollcall::documented {

/// The first ideas for a repair. Each changes the manager in one place, is off by default, and has
/// a defect of its own.
enum class Repair : std::uint8_t {
  kNone,
  kBiggerQueue,         // ten times the room
  kBlockingPush,        // waits for room instead of dropping, under the lock
  kPushAfterUnlock,     // the same, after the lock was given back
  kPushFromATask,       // the same, in a task of its own
  kSkipWhatIsNotFree,   // the dispatcher drops what it pulls and finds not free
  kPushOnChangeOnly,    // pushes only what was not free before
  kCloseOldConnection,  // of the record that a registration replaces
  kOneLockOverAll,      // a whole registration under the lock, its dial waiting for the peer
};

/// How the manager was made.
enum class Made : std::uint8_t {
  kProperly,
  kWithoutQueue,  // FreeWorkers is nil
  kNotAtAll,      // the zero value: the map is nil, too
};

struct ManagerOptions {
  std::size_t free_capacity = 0;
  Made made = Made::kProperly;
  Repair repair = Repair::kNone;
};

/// What the dispatcher does when a call over a worker's connection fails: the reference leaves it
/// open.
enum class FailedCall : std::uint8_t { kNothing, kDead, kFree };

struct DispatcherOptions {
  FailedCall failed_call = FailedCall::kNothing;
  bool marks_after_sending = false;  // marks the worker busy once the job is on its way
  bool one_call_at_a_time = false;   // waits for each call to return, instead of a task per job
  bool repeats_failed = false;       // a job whose call has failed waits again
};

}  // namespace rollcall::documented
