#pragma once

#include "model/registry/identity.hpp"
#include "model/registry/messages.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace rollcall::hardened {

/// The states of a worker. One that is gone has no record: the registry holds none.
enum class WorkerState : std::uint8_t { kJoining, kFree, kReserved, kBusy, kGone };
[[nodiscard]] std::string_view to_text(WorkerState state);

/// A connection of the outside: one record's at a time, another's once it has been closed. Few
/// numbers, so that a table of connections needs no search.
enum class Line : std::uint32_t {};
[[nodiscard]] constexpr std::size_t index_of(Line line) { return static_cast<std::size_t>(line); }

// What the outside is to do, in order as far as opening and closing of one line go;
// probes and assignments may be reordered, lost and repeated.

struct Open {
  std::string id;
  Epoch epoch;
  Endpoint endpoint;
  Line line{};
};
struct Close {
  std::string id;
  Epoch epoch;
  Line line{};
};
/// Answered by Registry::probed().
struct Probe {
  ProbeRequest request;
  Duration timeout{};
  Line line{};
};
/// Answered by Registry::assigned().
struct Assign {
  AssignRequest request;
  Duration timeout{};
  Line line{};
};
/// The one outcome of a job.
struct Outcome {
  JobId job;
  JobState state = JobState::kUnknown;  // kDone, kFailed or kCancelled
};

using Effect = std::variant<Open, Close, Probe, Assign, Outcome>;
using Effects = std::vector<Effect>;

// What has happened, for whoever watches: told in the same step, changes nothing.

enum class Cause : std::uint8_t {
  kRegistered,
  kVerified,
  kProbeFailed,
  kLeaseOver,
  kSuperseded,
  kLeft,
  kDrained,
  kSent,
  kAccepted,
  kCompleted,
  kRefused,
  kSendingFailed,
  kJobOverdue,
  kClosing,
};
[[nodiscard]] std::string_view to_text(Cause cause);

/// A worker's record changed its state. `from` is kGone for a new one.
struct Transition {
  std::string id;
  Boot boot = Boot::kNone;
  Epoch epoch;
  WorkerState from = WorkerState::kGone;
  WorkerState to = WorkerState::kGone;
  Cause cause = Cause::kRegistered;
  JobId job;  // that it holds from now on, or held until now
  Grant grant = Grant::kNone;
};
struct DrainBegan {
  std::string id;
  Epoch epoch;
};
struct LeaseRenewed {
  std::string id;
  Epoch epoch;
  Time until{};
};
/// A job entered the waiting list, at the place that its number has in it, or left it; the rest
/// follows from transitions and outcomes.
struct JobQueued {
  JobId job;
  bool idempotent = false;
  std::uint32_t attempts = 0;  // sendings so far
};
struct JobDequeued {
  JobId job;
};
/// A message was refused for its fence.
struct Fenced {
  std::string id;
  Epoch epoch;
  Grant grant = Grant::kNone;
};

using Event = std::variant<Transition, DrainBegan, LeaseRenewed, JobQueued, JobDequeued, Fenced>;
using Events = std::vector<Event>;

}  // namespace rollcall::hardened
