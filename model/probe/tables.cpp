// The ledger as tables, for reports.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {

std::vector<Table> PoolLedger::tables() const {
  Table workers{
      .title = "workers",
      .columns = {"id", "record", "state", "address", "connection", "queued", "pulled", "running"},
      .rows = {}};
  for (std::uint32_t number = 0; number < worker_count(); ++number) {
    const Worker& row = worker(WorkerIndex{number});
    if (row.newest == RecordId::kNone) {
      continue;  // Mentioned, and never registered.
    }
    const Record& newest = record(row.newest);
    workers.rows.push_back({std::string(id_of(WorkerIndex{number})), record_text(row.newest),
                            std::string(text(newest.state)), std::string(text(newest.address)),
                            newest.connection == ConnectionId::kNone
                                ? "none"
                                : fmt::format("{} to {}", connection_text(newest.connection),
                                              text(connection(newest.connection).target)),
                            fmt::format("{}", row.queued_count),
                            fmt::format("{}", row.pulled_count),
                            fmt::format("{}", row.running_count)});
  }
  Table queue{.title = "free queue, head first",
              .columns = {"record", "worker", "state", "current"},
              .rows = {}};
  for (const RecordId id : queue_.entries()) {
    const Worker& owner = worker_of(id);
    queue.rows.push_back({record_text(id), std::string(id_of(id)),
                          std::string(text(record(id).state)),
                          owner.current == id ? "yes" : "no, replaced"});
  }
  return {std::move(workers), std::move(queue)};
}

}  // namespace rollcall
