#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

std::optional<std::string> lost_free_worker(const PoolLedger& ledger,
                                            const PoolLedger::Worker& worker) {
  const bool free =
      worker.current != RecordId::kNone && ledger.record(worker.current).state == PoolState::kFree;
  const std::uint32_t places = worker.queued_count + worker.unmarked_count;
  if (!free || places == 1) {
    return std::nullopt;
  }
  if (places == 0) {
    return fmt::format("worker {} is free but not in the free queue: no job can reach it",
                       ledger.id_of(worker));
  }
  if (worker.unmarked_count == 0) {
    return fmt::format("worker {} is free and stands {} times in the free queue",
                       ledger.id_of(worker), places);
  }
  return fmt::format(
      "worker {} is free and has {} places: {} in the free queue, {} pulled and not yet marked",
      ledger.id_of(worker), places, worker.queued_count, worker.unmarked_count);
}

}  // namespace

const Invariant kNoLostFreeWorker{
    .name = "no-lost-free-worker",
    .statement =
        "a free worker has exactly one entry in the free queue, or is pulled and not yet marked",
    .broken = &lost_free_worker};

}  // namespace rollcall
