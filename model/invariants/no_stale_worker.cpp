#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

std::optional<std::string> stale_entry(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  const std::uint32_t current =
      worker.current == RecordId::kNone ? 0 : ledger.record(worker.current).queued_count;
  if (worker.queued_count == current) {
    return std::nullopt;
  }
  return fmt::format(
      "the free queue holds {} of worker {} that its newer registration has replaced",
      worker.queued_count - current == 1 ? "a record" : "records", ledger.id_of(worker));
}

}  // namespace

const Invariant kNoStaleWorker{
    .name = "no-stale-worker",
    .statement = "each entry of the free queue is the very record that its worker id has now",
    .broken = &stale_entry};

}  // namespace rollcall
