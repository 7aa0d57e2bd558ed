#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

std::optional<std::string> duplicate_free_worker(const PoolLedger& ledger,
                                                 const PoolLedger::Worker& worker) {
  const std::uint32_t tokens = worker.queued_count + worker.pulled_count + worker.running_count;
  if (tokens <= 1) {
    return std::nullopt;
  }
  return fmt::format(
      "worker {} can be given {} jobs at once: {} in the free queue, {} pulled, {} running",
      ledger.id_of(worker), tokens, worker.queued_count, worker.pulled_count, worker.running_count);
}

}  // namespace

const Invariant kNoDuplicateFreeWorker{
    .name = "no-duplicate-free-worker",
    .statement =
        "a worker has at most one token: entries in the free queue, pulled and running together",
    .broken = &duplicate_free_worker};

}  // namespace rollcall
