#pragma once

#include "model/probe/pool_ledger.hpp"
#include "sim/base/random.hpp"

#include <algorithm>
#include <cstdint>

namespace rollcall {

/// The pool as a search counts what it has seen: how many records are in which state, and how much
/// waits in the free queue, in the job queue and over connections. Each number up to 7, and more
/// is like 7: otherwise every new size of a pool would be news.
///
/// O(1); the same for every order of workers and on every machine.
[[nodiscard]] inline std::uint64_t abstract_state(const PoolLedger& ledger) {
  std::uint64_t state = ledger.closing() ? 1 : 0;
  const auto add = [&](std::uint64_t count) {
    state = (state << 3) | std::min<std::uint64_t>(count, 7);
  };
  for (const PoolState each :
       {PoolState::kRegistering, PoolState::kJoining, PoolState::kFree, PoolState::kReserved,
        PoolState::kBusy, PoolState::kDead, PoolState::kOther}) {
    add(ledger.record_count(each));
  }
  add(ledger.free_count());
  add(ledger.live_record_count());
  add(ledger.queue().size());
  add(ledger.waiting().size());
  add(ledger.open_connection_count());
  add(ledger.live_process_count());
  return scramble(state);
}

}  // namespace rollcall
