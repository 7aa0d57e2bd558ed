// Connections: whose each is, and what is sent over it.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

#include <algorithm>

namespace rollcall {

void PoolLedger::open(ConnectionId id, RecordId record, std::string_view target) {
  connections_.grow_to(std::max(connections_.size(), index(id)));
  PoolConnection& connection = connections_[index(id) - 1];
  Worker& worker = worker_row(records_[index(record)]);
  connection.record = record;
  connection.target = intern_text(target);
  if (!connection.open) {
    connection.open = true;
    connection.next = worker.connection;
    worker.connection = id;
    ++open_connection_count_;
  }
}

void PoolLedger::close(ConnectionId id) {
  PoolConnection& connection = connections_[index(id) - 1];
  if (!connection.open) {
    return;
  }
  connection.open = false;
  --open_connection_count_;
  ConnectionId* link = &worker_row(touch(connection.record)).connection;
  while (*link != id) {
    link = &connections_[index(*link) - 1].next;
  }
  *link = connection.next;
}

void PoolLedger::attached(RecordId id, ConnectionId connection, std::string_view target) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kConnectionOpened, .worker = record.worker, .record = id});
  open(connection, id, target);
  record.connection = connection;
  note([&] {
    return fmt::format("attaches {} to {} of {}, target {}", connection_text(connection),
                       record_text(id), id_of(id), target);
  });
}

ConnectionId PoolLedger::connection_opened(RecordId id, std::string_view target) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kConnectionOpened, .worker = record.worker, .record = id});
  const ConnectionId connection{count(connections_) + 1};
  open(connection, id, target);
  record.connection = connection;
  if (record.address == TextId::kNone) {
    record.address = connections_.back().target;
  }
  note([&] {
    return fmt::format("opens {} for {} of {}, target {}", connection_text(connection),
                       record_text(id), id_of(id), target);
  });
  return connection;
}

void PoolLedger::connection_closed(RecordId id) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kConnectionClosed,
       .worker = record.worker,
       .record = id,
       .connection = record.connection});
  if (record.connection == ConnectionId::kNone) {
    return;
  }
  note([&] {
    return fmt::format("closes {} of {} of {}", connection_text(record.connection), record_text(id),
                       id_of(id));
  });
  close(record.connection);
}

void PoolLedger::probe_sent(RecordId id, std::uint64_t grant) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kProbeCarriedOut,
       .worker = record.worker,
       .record = id,
       .grant = grant,
       .connection = record.connection});
  record.grant_carried = std::max(record.grant_carried, small_grant(grant));
  if (record.state == PoolState::kJoining) {
    record.grant = std::max(record.grant, small_grant(grant));
    record.probe_grant = record.grant;
    record.reached = false;
  }
  note([&] { return fmt::format("probes {} of {}, grant {}", record_text(id), id_of(id), grant); });
}

void PoolLedger::assign_sent(RecordId id, JobKey key, std::uint64_t grant) {
  Record& record = touch(id);
  const JobIndex job = intern_job(key);
  see({.kind = Act::Kind::kAssignCarriedOut,
       .worker = record.worker,
       .record = id,
       .grant = grant,
       .job = job,
       .connection = record.connection});
  record.grant_carried = std::max(record.grant_carried, small_grant(grant));
  note([&] {
    return fmt::format("sends job {} to {} of {} over {}, grant {}", job_text(key), record_text(id),
                       id_of(id), connection_text(record.connection), grant);
  });
}

}  // namespace rollcall
