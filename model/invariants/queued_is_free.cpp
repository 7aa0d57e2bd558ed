#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rollcall {
namespace {

std::optional<std::string> broken(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.queued_unfree_count == 0) {
    return std::nullopt;
  }
  const auto& queue = ledger.queue();
  const auto entry = std::find_if(queue.begin(), queue.end(), [&](RecordId id) {
    const PoolLedger::Record& record = ledger.record(id);
    return &ledger.worker(record.worker) == &worker && record.state != "free";
  });
  return fmt::format("worker {} waits in the free queue in state '{}'", worker.id,
                     ledger.record(*entry).state);
}

}  // namespace

const Invariant kQueuedIsFree{.name = "queued-is-free",
                              .statement = "each record in the free queue is in state free",
                              .broken = &broken};

}  // namespace rollcall
