#pragma once

#include "model/probe/pool_ledger.hpp"

namespace rollcall {

/// Whether this is the process that the record stands for, as far as the record says.
[[nodiscard]] inline bool is_of(const PoolProcess& process, const PoolRecord& record) {
  const bool boot_fits = record.boot == 0 || process.boot == record.boot;
  return boot_fits && process.endpoint == record.address;
}

/// Whether something is expected of it.
[[nodiscard]] inline bool is_well(const PoolProcess& process) {
  return process.live && !process.paused && !process.apart;
}

/// The first of a worker's live processes, newest first, that `wanted` holds for; null if there is
/// none.
template <typename Wanted>
[[nodiscard]] const PoolProcess* find_process(const PoolLedger& ledger, const PoolWorker& worker,
                                              const Wanted& wanted) {
  for (ProcessId id = worker.process; id != ProcessId::kNone; id = ledger.process(id).next) {
    if (wanted(ledger.process(id))) {
      return &ledger.process(id);
    }
  }
  return nullptr;
}

/// Whether all that lives of it stays broken: cut off, or standing still.
[[nodiscard]] inline bool is_apart(const PoolLedger& ledger, const PoolWorker& worker) {
  return find_process(ledger, worker, &is_well) == nullptr &&
         find_process(ledger, worker, [](const PoolProcess& one) { return one.apart; }) != nullptr;
}

/// Whether it is between two states, for a call that has not come back.
[[nodiscard]] inline bool is_half_done(const PoolLedger& ledger, const PoolWorker& worker) {
  if (worker.current == RecordId::kNone) {
    return false;
  }
  const PoolState state = ledger.record(worker.current).state;
  return state == PoolState::kJoining || state == PoolState::kRegistering ||
         state == PoolState::kReserved;
}

/// The live process that runs something of that record's registration, null if there is none.
[[nodiscard]] inline const PoolProcess* runner_of(const PoolLedger& ledger,
                                                  const PoolRecord& record) {
  return find_process(ledger, ledger.worker(record.worker), [&](const PoolProcess& process) {
    return process.job != JobIndex::kNone && process.epoch == record.epoch &&
           (record.boot == 0 || process.boot == record.boot);
  });
}

}  // namespace rollcall
