// Registrations and the states of their records.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
RecordId PoolLedger::published(std::string_view id, std::string_view address,
                               std::string_view state) {
  const WorkerIndex worker = intern(id);
  see({.kind = Act::Kind::kRegistered, .worker = worker});
  note([&] {
    return fmt::format("publishes {} as {} at {}", id, record_text(RecordId{count(records_)}),
                       address);
  });
  return add_record(worker, {.address = intern_text(address), .state = state_of(state)});
}

RecordId PoolLedger::registered(const RegistrationEvent& registration) {
  const WorkerIndex worker = intern(registration.id);
  see({.kind = Act::Kind::kRegistered,
       .worker = worker,
       .origin = Origin::kMessage,
       .epoch = registration.epoch,
       .boot = registration.boot});
  message_step_ = world_.steps();
  newest_epoch_ = std::max(newest_epoch_, registration.epoch);
  Worker& row = workers_[index(worker)];
  row.boot_max = std::max(row.boot_max, registration.boot);
  note([&] {
    return fmt::format("registers {} boot {} as {} in epoch {}", registration.id, registration.boot,
                       record_text(RecordId{count(records_)}), epoch_text(registration.epoch));
  });
  Record record{.epoch = registration.epoch, .boot = registration.boot};
  record.state = PoolState::kJoining;
  record.due = due_in(record.state);
  if (!registration.address.empty()) {
    record.address = intern_text(registration.address);
  } else if (handled() != nullptr && handled()->worker == worker) {
    record.address = handled()->address;
  }
  if (limits_.lease > Duration{} && registration.boot != 0) {
    record.lease_until = manager_now() + limits_.lease;
  }
  return add_record(worker, record);
}

RecordId PoolLedger::add_record(WorkerIndex worker, Record record) {
  const RecordId id{count(records_)};
  Worker& row = workers_[index(worker)];
  if (row.current == RecordId::kNone) {
    ++live_record_count_;
  } else {
    take_turn(row);
    free_count_ -= records_[index(row.current)].state == PoolState::kFree ? 1U : 0U;
  }
  record.worker = worker;
  record.previous = row.newest;
  record.heard_at = manager_now();
  record.published_at = world_.now();
  row.current = id;
  row.newest = id;
  row.marked_dead = false;
  if (limits_.fresh_for > Duration{}) {
    fresh_.add((record.heard_at + limits_.fresh_for).time_since_epoch().count(), id);
  }
  if (record.lease_until != Time::max()) {
    leases_.add(record.lease_until.time_since_epoch().count(), id);
  }
  records_.emplace_back(record);
  ++counted(record.state);
  change(worker);
  return id;
}

RecordId PoolLedger::find(std::string_view id, EpochId epoch) {
  const WorkerIndex worker = intern(id);
  RecordId record = workers_[index(worker)].newest;
  while (record != RecordId::kNone && records_[index(record)].epoch != epoch) {
    record = records_[index(record)].previous;
  }
  if (record == RecordId::kNone) {
    see({.kind = Act::Kind::kUnknownRecord, .worker = worker, .epoch = epoch});
  }
  return record;
}

void PoolLedger::state_changed(RecordId id, std::string_view state) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  const PoolState to = state_of(state);
  see({.kind = Act::Kind::kStateChanged,
       .worker = record.worker,
       .record = id,
       .from = record.state,
       .to = to});
  note([&] {
    return fmt::format("{} of {}: {} -> {}", record_text(id), id_of(id), text(record.state), state);
  });
  set_state(id, to);
  worker.marked_dead = worker.marked_dead || to == PoolState::kDead;
}

void PoolLedger::removed(RecordId id) {
  Record& record = touch(id);
  Worker& worker = worker_row(record);
  note([&] { return fmt::format("removes {} of {}", record_text(id), id_of(id)); });
  set_state(id, PoolState::kGone);
  worker.current = RecordId::kNone;
  --live_record_count_;
}

// Keeps the counts of what is free. Whether that one is in the queue is told by itself.
void PoolLedger::set_state(RecordId id, PoolState to) {
  Record& record = records_[index(id)];
  Worker& worker = worker_row(record);
  const bool was_free = record.state == PoolState::kFree;
  const bool is_free = to == PoolState::kFree;
  --counted(record.state);
  ++counted(to);
  record.state = to;
  if (was_free == is_free) {
    return;
  }
  if (is_free) {
    worker.queued_unfree_count -= record.queued_count;
  } else {
    worker.queued_unfree_count += record.queued_count;
  }
  if (worker.current == id) {
    if (is_free) {
      start_spell(id, worker);
      ++free_count_;
    } else {
      take_turn(worker);
      --free_count_;
    }
  }
}

void PoolLedger::state_changed(RecordId id, const StateChangeEvent& change) {
  Record& record = touch(id);
  const Act act{.kind = Act::Kind::kStateChanged,
                .worker = record.worker,
                .record = id,
                .from = change.from,
                .to = change.to,
                .origin = change.origin,
                .cause = change.cause,
                .grant = change.grant,
                .job = change.job == JobKey{} ? JobIndex::kNone : intern_job(change.job)};
  see(act);
  if (change.origin == Origin::kMessage) {
    message_step_ = world_.steps();
  }
  note([&] {
    return fmt::format("{} of {}: {} -> {}, {}", record_text(id), id_of(id), text(record.state),
                       text(change.to), change.cause);
  });
  if (change.to == PoolState::kReserved) {
    Act sent = act;
    sent.kind = Act::Kind::kSent;
    see(sent);
    count_dispatch();
  }
  if (record.queued_count > 0) {
    unqueued(id);
  }
  if (change.refused && record.job != JobIndex::kNone) {
    touch_job(record.job).refused = true;
  }
  if (change.to == PoolState::kReserved) {
    give_job(id, record, change.job, change.grant);
  } else if (change.to != PoolState::kBusy && change.to != PoolState::kGone) {
    take_job(record);
  }
  record.due = due_in(change.to);
  if (change.to == PoolState::kGone) {
    record.superseded = change.cause == "superseded";
    end_record(id);
    return;
  }
  set_state(id, change.to);
  if (change.to == PoolState::kFree) {
    enqueued(id);
  }
}

// Out of the map, with all its tokens.
void PoolLedger::end_record(RecordId id) {
  Record& record = records_[index(id)];
  Worker& worker = worker_row(record);
  while (record.queued_count > 0) {
    unqueued(id);
  }
  take_job(record);
  set_state(id, PoolState::kGone);
  record.due = Time::max();
  if (worker.current == id) {
    worker.current = RecordId::kNone;
    --live_record_count_;
  }
}

Time PoolLedger::due_in(PoolState state) const {
  const Duration timeout = state == PoolState::kJoining    ? limits_.probe_timeout
                           : state == PoolState::kReserved ? limits_.assign_timeout
                           : state == PoolState::kBusy     ? limits_.job_timeout
                                                           : Duration{};
  return timeout == Duration{} ? Time::max() : manager_now() + timeout;
}

void PoolLedger::lease_renewed(RecordId id, Time until) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kLeaseRenewed,
       .worker = record.worker,
       .record = id,
       .origin = Origin::kMessage});
  message_step_ = world_.steps();
  if (record.lease_until == Time::max()) {
    leases_.add(until.time_since_epoch().count(), id);
  }
  record.lease_until = until;
  record.heard_at = manager_now();
}

void PoolLedger::drain_began(RecordId id) {
  Record& record = touch(id);
  see({.kind = Act::Kind::kDrainBegan,
       .worker = record.worker,
       .record = id,
       .origin = Origin::kMessage});
  message_step_ = world_.steps();
  record.draining = true;
  note([&] { return fmt::format("drains {} of {}", record_text(id), id_of(id)); });
}

void PoolLedger::answered(RecordId id, bool success) {
  Record& record = touch(id);
  if (success) {
    see({.kind = Act::Kind::kAnswered, .worker = record.worker, .record = id});
  }
  record.answered = record.answered || success;
  record.refused = !success;
}

void PoolLedger::ignored(std::string_view id, std::string_view wanted) {
  note([&] { return fmt::format("ignores {} for {}, which it does not know", wanted, id); });
  see({.kind = Act::Kind::kIgnored, .worker = intern(id), .cause = wanted});
}

void PoolLedger::fenced(std::string_view id, EpochId epoch, std::uint64_t grant) {
  note([&] {
    return fmt::format("refuses a message of {}, epoch {}, grant {}", id, epoch_text(epoch), grant);
  });
  see({.kind = Act::Kind::kFenced, .worker = intern(id), .epoch = epoch, .grant = grant});
  fenced_step_ = world_.steps();
}

}  // namespace rollcall
