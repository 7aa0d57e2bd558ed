#pragma once

#include "model/probe/ids.hpp"
#include "sim/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace rollcall {

/// What made a manager change a worker's state.
enum class Origin : std::uint8_t {
  kUnknown,
  kMessage,        // of a worker, an answer or an operator
  kTime,           // something was due
  kMessageOrTime,  // an answer that says no, or none in time
  kItself,         // it sends what waits, it closes
};

/// A message while a manager handles it, with the fences that it carries.
struct PoolMessage {
  enum class Kind : std::uint8_t {
    kRegister,
    kHeartbeat,
    kComplete,
    kLeave,
    kProbeAnswer,
    kAssignAnswer,
    kSubmit,
  };
  Kind kind = Kind::kRegister;
  std::string_view id = {};
  std::uint64_t boot = 0;
  EpochId epoch = {};  // {} in kLeave: whichever there is
  std::uint64_t grant = 0;
  JobKey job = {};
  std::string_view address = "";  // in kRegister: what the caller claims
};

/// The same, its texts by their ids.
struct HandledMessage {
  PoolMessage::Kind kind = PoolMessage::Kind::kRegister;
  WorkerIndex worker{};
  std::uint64_t boot = 0;
  EpochId epoch = {};
  std::uint64_t grant = 0;
  JobKey job = {};
  TextId address = TextId::kNone;
};

/// Something that happens, as it is judged: before the ledger takes it in, so that the ledger shows
/// how it was. Only what applies is set.
struct Act {
  enum class Kind : std::uint8_t {
    kRegistered,        // a new record: epoch, boot, from a message or not
    kStateChanged,      // record, from, to, origin, job, grant
    kSent,              // record, job, grant, connection if known: it is decided
    kProbeCarriedOut,   // record, grant: over the record's connection
    kAssignCarriedOut,  // record, job, grant
    kAnswered,          // record: success told
    kIgnored,           // worker: a requested change did not happen and nobody was told
    kConnectionOpened,  // record
    kConnectionClosed,  // record, connection (kNone: there is none)
    kLeaseRenewed,      // record
    kDrainBegan,        // record
    kFenced,            // worker: its message was refused
    kJobQueued,         // job
    kJobEnded,          // job, cause: its outcome
    kWorkLeft,   // worker, epoch, grant: its process works on it no more, nor has a result of it
    kClockRead,  // time: the manager's, for the first time since something was due
    kUnknownRecord,  // worker, epoch: a manager speaks of a record that there never was
  };
  static constexpr std::size_t kKinds = static_cast<std::size_t>(Kind::kUnknownRecord) + 1;

  Kind kind = Kind::kRegistered;
  WorkerIndex worker{};
  RecordId record = RecordId::kNone;
  PoolState from = PoolState::kGone;
  PoolState to = PoolState::kGone;
  Origin origin = Origin::kUnknown;
  std::string_view cause = {};
  EpochId epoch = {};
  std::uint64_t boot = 0;
  std::uint64_t grant = 0;
  JobIndex job = JobIndex::kNone;
  ConnectionId connection = ConnectionId::kNone;
  Time time{};
};

/// A set of kinds of acts.
class ActKinds {
 public:
  constexpr ActKinds() = default;
  constexpr ActKinds(std::initializer_list<Act::Kind> kinds) {
    for (const Act::Kind kind : kinds) {
      bits_ |= bit(kind);
    }
  }
  [[nodiscard]] constexpr bool contains(Act::Kind kind) const { return (bits_ & bit(kind)) != 0; }
  [[nodiscard]] constexpr bool empty() const { return bits_ == 0; }

 private:
  [[nodiscard]] static constexpr std::uint32_t bit(Act::Kind kind) {
    return std::uint32_t{1} << static_cast<unsigned>(kind);
  }
  std::uint32_t bits_ = 0;
  static_assert(Act::kKinds <= 32);
};

/// Sees each act in the step in which it happens.
class ActObserver {
 public:
  virtual ~ActObserver() = default;
  virtual void see(const Act& act) = 0;
};

}  // namespace rollcall
