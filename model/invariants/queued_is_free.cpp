#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

std::optional<std::string> queued_but_not_free(const PoolLedger& ledger,
                                               const PoolLedger::Worker& worker) {
  if (worker.queued_unfree_count == 0) {
    return std::nullopt;
  }
  for (const RecordId id : ledger.queue().entries()) {
    const PoolLedger::Record& record = ledger.record(id);
    if (&ledger.worker(record.worker) == &worker && record.state != PoolState::kFree) {
      return fmt::format("worker {} waits in the free queue in state '{}'", ledger.id_of(worker),
                         ledger.text(record.state));
    }
  }
  ensure(false, "a queued record that is counted as not free is in the queue");
  return std::nullopt;
}

}  // namespace

const Invariant kQueuedIsFree{.name = "queued-is-free",
                              .statement = "each record in the free queue is in state free",
                              .broken = &queued_but_not_free};

}  // namespace rollcall
