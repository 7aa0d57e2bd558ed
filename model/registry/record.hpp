#pragma once

#include "model/registry/effects.hpp"
#include "model/registry/identity.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <string>

namespace rollcall::hardened {

/// Where a record stands in memory; used again by another worker once its record is gone.
enum class Slot : std::uint32_t { kNone = 0xffffffff };

[[nodiscard]] constexpr std::size_t index_of(Slot slot) { return static_cast<std::size_t>(slot); }

/// A record's connection: both live equally long.
[[nodiscard]] constexpr Line line_of(Slot slot) { return Line{static_cast<std::uint32_t>(slot)}; }

/// A record's place in one RecordList.
struct Link {
  Slot previous = Slot::kNone;
  Slot next = Slot::kNone;

  friend bool operator==(const Link&, const Link&) = default;
};

/// What is known of one worker in one epoch. 128 bytes: a million are to fit in memory.
///
/// A heartbeat of one among a million costs what it misses in the caches: what finds it and renews
/// its lease shares the first of two lines that are fetched together.
/// The term is the registry's. Numbers of 0 mean none.
struct alignas(64) Record {
  std::string id;
  Boot boot = Boot::kNone;
  std::uint64_t epoch_number = 0;  // 0: a vacant slot
  Link lease;                      // in the list of leases
  Time lease_until = Time::max();  // stays so for a basic worker, which sends no heartbeats

  WorkerState state = WorkerState::kGone;
  bool draining = false;
  bool probed = false;     // in this epoch, since it was last joining
  bool confirmed = false;  // a heartbeat with this epoch has come
  Endpoint endpoint;
  Time due = Time::max();          // of what is open
  std::uint64_t job_number = 0;    // reserved or busy
  Grant grant = Grant::kNone;      // of what is open: a probe, a sending, a job
  std::uint64_t freed_number = 0;  // orders the free list; rises with each worker freed
  Link turn;                       // in the list of its state, if it is in one
};

/// Without a boot number: no heartbeats, so no lease and nothing to confirm its epoch with.
[[nodiscard]] inline bool is_basic(const Record& record) { return record.boot == Boot::kNone; }

/// May be given jobs: the process was reached, and has had the reply to its registration.
[[nodiscard]] inline bool is_verified(const Record& record) {
  return record.probed && (record.confirmed || is_basic(record));
}

[[nodiscard]] inline bool has_job(const Record& record) {
  return record.state == WorkerState::kReserved || record.state == WorkerState::kBusy;
}

}  // namespace rollcall::hardened
