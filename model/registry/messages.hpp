#pragma once

#include "model/registry/identity.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <string>

namespace rollcall::hardened {

/// How a request ended. Only kOk changed anything, except that time was let pass.
enum class Status : std::uint8_t {
  kOk,
  kInvalid,       // malformed: an empty or long id, no address, no boot number
  kFull,          // a limit: workers, waiting jobs
  kStale,         // not the open fence: an older boot, another epoch or grant
  kUnknown,       // no such worker or job; a worker registers again
  kShuttingDown,  // the orchestrator takes no more
};
[[nodiscard]] std::string_view to_text(Status status);

// --- from workers to the orchestrator ---

/// Idempotent in (id, boot): the same again gets the same epoch and changes nothing.
struct RegisterRequest {
  std::string id;
  Boot boot = Boot::kNone;
  std::string ip;
  std::int64_t port = 0;
};
struct RegisterReply {
  Status status = Status::kInvalid;
  Epoch epoch{};
  Duration heartbeat_every{};  // what the worker is to keep to
  Duration lease{};            // how long it is believed in without one
};

/// Renews the lease, and confirms the epoch: the worker has had the reply to its registration.
struct HeartbeatRequest {
  std::string id;
  Boot boot = Boot::kNone;
  Epoch epoch;
};
/// kUnknown, kStale: drop what you run and register again.
struct HeartbeatReply {
  Status status = Status::kInvalid;
  bool draining = false;
};

/// A job has ended at the worker, which keeps this until it is answered by anything but silence.
struct CompleteRequest {
  std::string id;
  Boot boot = Boot::kNone;
  Epoch epoch;
  Grant grant = Grant::kNone;
  JobId job;
  bool succeeded = false;
};

/// Leave at once, or after the job that runs (drain). Also asked by operators, who know no epoch:
/// an epoch of {} means whichever there is.
struct LeaveRequest {
  std::string id;
  Epoch epoch;
};

// --- from the orchestrator to a worker ---

/// Are you there, and nothing else? Makes void every grant up to and including this one: the worker
/// drops what it runs under them, and what of them it may yet receive.
struct ProbeRequest {
  std::string id;
  Epoch epoch;
  Grant grant = Grant::kNone;
};
/// From the process itself: who it is. It has let go of all that the probe made void.
struct ProbeReply {
  std::string id;
  Boot boot = Boot::kNone;
};

struct AssignRequest {
  std::string id;
  Epoch epoch;
  Grant grant = Grant::kNone;
  JobId job;
  Duration duration{};  // what the job is: in a simulation, how long it takes
};
enum class AssignAnswer : std::uint8_t {
  kAccepted,  // it runs, or ran under this very grant
  kRefused,   // it was not begun and will not be
  kFailed,    // no answer, or not in time: whether it was begun is unknown
};

// --- from submitters to the orchestrator ---

struct SubmitRequest {
  Duration duration{};
  bool idempotent = false;  // may be begun more than once
};
struct SubmitReply {
  Status status = Status::kInvalid;
  JobId job{};
};
enum class JobState : std::uint8_t { kWaiting, kSent, kDone, kFailed, kCancelled, kUnknown };
[[nodiscard]] std::string_view to_text(JobState state);

}  // namespace rollcall::hardened
