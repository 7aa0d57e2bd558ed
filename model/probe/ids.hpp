#pragma once

#include "sim/base/ensure.hpp"

#include <compare>
#include <cstdint>

namespace rollcall {

/// A registration's record, in order of publication.
enum class RecordId : std::uint32_t { kNone = 0xffffffff };

/// A worker id's ordinal, in order of first mention.
enum class WorkerIndex : std::uint32_t {};

/// A connection's ordinal, in order of dialling, from 1.
enum class ConnectionId : std::uint32_t { kNone = 0 };

/// A job's ordinal, in order of first mention.
enum class JobIndex : std::uint32_t { kNone = 0xffffffff };

/// A worker process, in order of start: truth, known to no manager.
enum class ProcessId : std::uint32_t { kNone = 0xffffffff };

/// A text that is kept once: an address.
enum class TextId : std::uint32_t { kNone = 0xffffffff };

/// One registration as its manager numbers it: which run of the manager, which in it. {} where a
/// manager has no such number. 32 bits are more than an execution has registrations, and there are
/// millions of these.
struct EpochId {
  std::uint32_t term = 0;
  std::uint32_t number = 0;

  friend auto operator<=>(const EpochId&, const EpochId&) = default;
};

/// A grant's number in 32 bits, for the same reason. Requires that it fits.
[[nodiscard]] inline std::uint32_t small_grant(std::uint64_t grant) {
  ensure(grant <= 0xffffffff, "an execution's grants are few");
  return static_cast<std::uint32_t>(grant);
}

/// A job as its manager numbers it, in order of submission. term 0: a manager without terms.
struct JobKey {
  std::uint64_t term = 0;
  std::uint64_t number = 0;

  friend auto operator<=>(const JobKey&, const JobKey&) = default;
};

/// A state as a manager has it. Documented: registering, free, busy, dead, and any text that
/// somebody sets, from kOther on. Hardened: joining, free, reserved, busy, gone.
enum class PoolState : std::uint16_t {
  kRegistering,
  kJoining,
  kFree,
  kReserved,
  kBusy,
  kDead,
  kGone,
  kOther,
};

}  // namespace rollcall
