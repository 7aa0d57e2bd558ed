#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

namespace rollcall {
namespace {

// A record gets its connection before it becomes free and while it is current, so looking at the
// current one is enough.
std::optional<std::string> mismatched_connection(const PoolLedger& ledger,
                                                 const PoolLedger::Worker& worker) {
  if (worker.current == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolLedger::Record& record = ledger.record(worker.current);
  const bool connected = record.connection != ConnectionId::kNone;
  const TextId target = connected ? ledger.connection(record.connection).target : TextId::kNone;
  if (connected && target != record.address) {
    return fmt::format("worker {} is registered at {} but its connection goes to {}",
                       ledger.id_of(worker), ledger.text(record.address), ledger.text(target));
  }
  const bool dispatchable = record.state == PoolState::kFree || record.state == PoolState::kBusy ||
                            record.state == PoolState::kReserved || record.queued_count > 0;
  if (!connected && dispatchable) {
    return fmt::format("worker {} is {} and has no connection", ledger.id_of(worker),
                       ledger.text(record.state));
  }
  return std::nullopt;
}

}  // namespace

const Invariant kConnectionMatchesRecord{.name = "connection-matches-record",
                                         .statement =
                                             "a queued or current record that is past registering "
                                             "has a connection, and any connection goes to "
                                             "its record's address",
                                         .broken = &mismatched_connection};

}  // namespace rollcall
