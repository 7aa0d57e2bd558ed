// The acts on workers: whatever changes a record's state, and with it the lists and the outside.
#include "model/registry/step.hpp"
#include "model/registry/transitions.hpp"
#include "sim/base/ensure.hpp"

namespace rollcall::hardened {

// The list in which a record in this state stands. Joining and answered, it waits for a heartbeat
// only, and its lease is the bound of that.
RecordList* Step::list_of(const Record& record) {
  switch (record.state) {
    case WorkerState::kJoining:
      return record.probed ? nullptr : &pool_.probing;
    case WorkerState::kFree:
      return &pool_.free;
    case WorkerState::kReserved:
      return &pool_.sendings;
    case WorkerState::kBusy:
      return &pool_.running;
    case WorkerState::kGone:
      return nullptr;
  }
  return nullptr;
}

void Step::leave_list(Slot slot) {
  RecordList* list = list_of(pool_.records[slot]);
  if (list != nullptr) {
    list->unlink(pool_.records, slot);
  }
}

// Takes it out of the list of its old state; who calls puts it into that of the new one.
void Step::change(Slot slot, WorkerState to, Cause cause) {
  Record& record = pool_.records[slot];
  const WorkerState from = record.state;
  const bool legal = is_legal({.from = from, .to = to, .cause = cause});
  ensure(legal, "workers change their state along the table");
  leave_list(slot);
  record.state = to;
  record.due = Time::max();
  out_.events.emplace_back(Transition{.id = record.id,
                                      .boot = record.boot,
                                      .epoch = pool_.epoch_of(record),
                                      .from = from,
                                      .to = to,
                                      .cause = cause,
                                      .job = pool_.job_id(record.job_number),
                                      .grant = record.grant});
  if (!has_job(record)) {
    record.job_number = 0;
    record.grant = Grant::kNone;
  }
}

Grant Step::next_grant() {
  pool_.grant = static_cast<Grant>(static_cast<std::uint64_t>(pool_.grant) + 1);
  return pool_.grant;
}

Slot Step::join(std::string_view id, Boot boot, const Endpoint& endpoint) {
  const Slot slot = pool_.records.add(id);
  Record& record = pool_.records[slot];
  pool_.boots.forget(id);
  record.endpoint = endpoint;
  record.boot = boot;
  ++pool_.epoch_number;
  record.epoch_number = pool_.epoch_number;
  change(slot, WorkerState::kJoining, Cause::kRegistered);
  const Epoch epoch = pool_.epoch_of(record);
  out_.effects.emplace_back(
      Open{.id = record.id, .epoch = epoch, .endpoint = endpoint, .line = line_of(slot)});
  if (!is_basic(record)) {
    record.lease_until = after(pool_.config.lease);
    pool_.leases.push_back(pool_.records, slot);
  }
  probe(slot);
  return slot;
}

// Carries the newest grant: whatever was sent to it before is void at the worker once it answers.
void Step::probe(Slot slot) {
  Record& record = pool_.records[slot];
  record.probed = false;
  record.grant = next_grant();
  record.due = after(pool_.config.probe_timeout);
  pool_.probing.push_back(pool_.records, slot);
  const ProbeRequest request{
      .id = record.id, .epoch = pool_.epoch_of(record), .grant = record.grant};
  out_.effects.emplace_back(
      Probe{.request = request, .timeout = pool_.config.probe_timeout, .line = line_of(slot)});
}

void Step::mark_probed(Slot slot) {
  leave_list(slot);
  Record& record = pool_.records[slot];
  record.probed = true;
  record.grant = Grant::kNone;
  record.due = Time::max();
}

void Step::renew_lease(Slot slot) {
  Record& record = pool_.records[slot];
  record.confirmed = true;
  if (is_basic(record)) {
    return;
  }
  pool_.leases.unlink(pool_.records, slot);
  record.lease_until = after(pool_.config.lease);
  pool_.leases.push_back(pool_.records, slot);
  const Epoch epoch = pool_.epoch_of(record);
  out_.events.emplace_back(
      LeaseRenewed{.id = record.id, .epoch = epoch, .until = record.lease_until});
}

void Step::free_if_verified(Slot slot) {
  const Record& record = pool_.records[slot];
  if (record.state != WorkerState::kJoining) {
    return;
  }
  if (!is_verified(record)) {
    return;
  }
  become_free(slot, Cause::kVerified);
}

void Step::become_free(Slot slot, Cause cause) {
  change(slot, WorkerState::kFree, cause);
  ++pool_.freed_number;
  pool_.records[slot].freed_number = pool_.freed_number;
  pool_.free.push_back(pool_.records, slot);
}

void Step::drain(Slot slot, Cause cause) {
  Record& record = pool_.records[slot];
  if (record.draining) {
    return;
  }
  record.draining = true;
  out_.events.emplace_back(DrainBegan{.id = record.id, .epoch = pool_.epoch_of(record)});
  if (!has_job(record)) {
    remove(slot, cause);
  }
}

void Step::evict(Slot slot, Cause cause) {
  const std::uint64_t job_number = pool_.records[slot].job_number;
  remove(slot, cause);
  if (job_number != 0) {
    repeat_or_fail(job_number, Begun::kMaybe);
  }
}

void Step::remove(Slot slot, Cause cause) {
  change(slot, WorkerState::kGone, cause);
  const Record& record = pool_.records[slot];
  if (!is_basic(record)) {
    pool_.leases.unlink(pool_.records, slot);
  }
  out_.effects.emplace_back(
      Close{.id = record.id, .epoch = pool_.epoch_of(record), .line = line_of(slot)});
  pool_.boots.remember(record.id, record.boot);
  pool_.records.remove(slot);
}

Status Step::refuse(Status status, const std::string& id, Epoch epoch, Grant grant) {
  out_.events.emplace_back(Fenced{.id = id, .epoch = epoch, .grant = grant});
  return status;
}

}  // namespace rollcall::hardened
