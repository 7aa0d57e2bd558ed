// The structure against itself: everything that is stored or linked twice agrees. Names are those
// of the invariants of the pool where it has one.
#include "model/registry/pool.hpp"

#include <fmt/format.h>

#include <set>

namespace rollcall::hardened {
namespace {

using Finding = std::optional<std::string>;

std::string about(std::string_view invariant, const Record& record, std::string_view what) {
  return fmt::format("{}: worker '{}' ({}) {}", invariant, record.id, to_text(record.state), what);
}

std::string about(std::string_view invariant, std::uint64_t job, std::string_view what) {
  return fmt::format("{}: job {} {}", invariant, job, what);
}

// A list's links lead from front to back and agree both ways; at most as many as there are records.
Finding audit_links(const Pool& pool, const RecordList& list, std::string_view name) {
  Slot previous = Slot::kNone;
  std::uint32_t count = 0;
  for (Slot slot = list.front(); slot != Slot::kNone; slot = list.next(pool.records, slot)) {
    const Record& record = pool.records[slot];
    if (record.epoch_number == 0) {
      return fmt::format("gone-is-absent: a record that is gone is linked in {}", name);
    }
    if (list.link_of(record).previous != previous) {
      return about(name, record, "is linked one way only");
    }
    ++count;
    if (count > pool.records.count()) {
      return about(name, record, "is in a circle of links");
    }
    previous = slot;
  }
  if (list.back() != previous) {
    return fmt::format("{}: the last of the links is not the back of the list", name);
  }
  return std::nullopt;
}

// `list` holds exactly the records that `belongs`, in rising `order`.
template <typename Belongs, typename Order>
Finding audit_list(const Pool& pool, const RecordList& list, std::string_view set_name,
                   std::string_view order_name, const Belongs& belongs, const Order& order) {
  if (Finding finding = audit_links(pool, list, set_name)) {
    return finding;
  }
  std::set<Slot> linked;
  const Record* previous = nullptr;
  for (Slot slot = list.front(); slot != Slot::kNone; slot = list.next(pool.records, slot)) {
    const Record& record = pool.records[slot];
    if (!belongs(record)) {
      return about(set_name, record, "is linked and does not belong there");
    }
    if (previous != nullptr && order(record) < order(*previous)) {
      return about(order_name, record, "stands behind one that comes after it");
    }
    linked.insert(slot);
    previous = &record;
  }
  Finding finding;
  pool.records.for_each([&](Slot slot) {
    if (!finding && belongs(pool.records[slot]) && !linked.contains(slot)) {
      finding = about(set_name, pool.records[slot], "belongs there and is not linked");
    }
  });
  return finding;
}

Finding audit_free_list(const Pool& pool) {
  return audit_list(
      pool, pool.free, "free-list-is-free-set", "free-list-in-order",
      [](const Record& record) { return record.state == WorkerState::kFree; },
      [](const Record& record) { return record.freed_number; });
}

Finding audit_deadlines(const Pool& pool) {
  const auto by_due = [](const Record& record) { return record.due; };
  if (Finding finding = audit_list(
          pool, pool.leases, "leases-in-order", "leases-in-order",
          [](const Record& record) { return !is_basic(record); },
          [](const Record& record) { return record.lease_until; })) {
    return finding;
  }
  if (Finding finding = audit_list(
          pool, pool.probing, "probes-in-order", "probes-in-order",
          [](const Record& record) {
            return record.state == WorkerState::kJoining && !record.probed;
          },
          by_due)) {
    return finding;
  }
  if (Finding finding = audit_list(
          pool, pool.sendings, "sendings-in-order", "sendings-in-order",
          [](const Record& record) { return record.state == WorkerState::kReserved; }, by_due)) {
    return finding;
  }
  return audit_list(
      pool, pool.running, "running-in-order", "running-in-order",
      [](const Record& record) { return record.state == WorkerState::kBusy; }, by_due);
}

Finding audit_job_of(const Pool& pool, Slot slot) {
  const Record& record = pool.records[slot];
  if (has_job(record) != (record.job_number != 0)) {
    return about("job-and-worker-agree", record, "has a job in the wrong state, or none");
  }
  if (!has_job(record)) {
    return std::nullopt;
  }
  const auto job = pool.jobs.open().find(record.job_number);
  if (job == pool.jobs.open().end()) {
    return about("job-and-worker-agree", record, "has a job that has its outcome");
  }
  if (job->second.worker != slot) {
    return about("job-and-worker-agree", record, "has a job that points elsewhere");
  }
  return std::nullopt;
}

Finding audit_identity(const Pool& pool, Slot slot) {
  const Record& record = pool.records[slot];
  if (record.state == WorkerState::kGone) {
    return about("gone-is-absent", record, "has a record");
  }
  if (pool.records.find(record.id) != slot) {
    return about("unique-epochs", record, "is not what its id leads to");
  }
  if (record.epoch_number > pool.epoch_number) {
    return about("unique-epochs", record, "has an epoch that was never given");
  }
  if (record.grant > pool.grant) {
    return about("grants-grow", record, "has a grant that was never given");
  }
  if (pool.boots.newest(record.id) != Boot::kNone) {
    return about("newest-boot-only", record, "is remembered as one that left");
  }
  return std::nullopt;
}

Finding audit_record(const Pool& pool, Slot slot) {
  const Record& record = pool.records[slot];
  if (Finding finding = audit_identity(pool, slot)) {
    return finding;
  }
  if (Finding finding = audit_job_of(pool, slot)) {
    return finding;
  }
  const bool dispatchable = record.state == WorkerState::kFree || has_job(record);
  if (dispatchable && !is_verified(record)) {
    return about("dispatchable-is-verified", record, "was not probed and confirmed");
  }
  if (record.draining && !has_job(record)) {
    return about("draining-is-never-free", record, "drains without a job");
  }
  if (record.lease_until <= pool.now) {
    return about("leases-after-now", record, "has a lease that is over");
  }
  if (record.due <= pool.now) {
    return about("leases-after-now", record, "has a deadline that is over");
  }
  if (record.grant == Grant::kNone && record.due != Time::max()) {
    return about("leases-after-now", record, "has a deadline and nothing open");
  }
  return std::nullopt;
}

Finding audit_records(const Pool& pool) {
  Finding finding;
  std::set<std::uint64_t> epochs;
  std::set<Grant> grants;
  pool.records.for_each([&](Slot slot) {
    const Record& record = pool.records[slot];
    if (!finding) {
      finding = audit_record(pool, slot);
    }
    const bool fresh_epoch = epochs.insert(record.epoch_number).second;
    if (!finding && !fresh_epoch) {
      finding = about("unique-epochs", record, "shares its epoch");
    }
    const bool fresh_grant = record.grant == Grant::kNone || grants.insert(record.grant).second;
    if (!finding && !fresh_grant) {
      finding = about("grants-grow", record, "shares its grant");
    }
  });
  return finding;
}

Finding audit_job(const Pool& pool, std::uint64_t number, const Job& job) {
  const bool waits = job.worker == Slot::kNone;
  if (waits != pool.jobs.waiting().contains(number)) {
    return about("pending-in-order", number, "waits and is not in the list, or the reverse");
  }
  if (number > pool.jobs.last_number()) {
    return about("pending-in-order", number, "was never submitted");
  }
  if (!waits && pool.records[job.worker].job_number != number) {
    return about("job-and-worker-agree", number, "points to a worker that has another");
  }
  const std::uint32_t sent_now = waits ? 0 : 1;
  const std::uint32_t attempts_most = pool.config.attempts_max - 1 + sent_now;
  if (job.attempts < sent_now || job.attempts > attempts_most) {
    return about("attempts-bounded", number, "was sent too often, or never");
  }
  if (pool.jobs.finished().contains(number)) {
    return about("one-outcome-per-job", number, "is open and has its outcome");
  }
  return std::nullopt;
}

// A job that has come back keeps its place, so those that were sent before are counted apart.
Finding audit_bounds(const Pool& pool) {
  std::size_t sent_before = 0;
  for (const auto& [number, job] : pool.jobs.open()) {
    sent_before += job.attempts > 0 ? 1 : 0;
  }
  if (pool.records.count() > pool.config.workers_max) {
    return "bounded: too many workers";
  }
  if (sent_before > pool.config.workers_max) {
    return "bounded: too many jobs that were sent";
  }
  if (pool.jobs.open().size() - sent_before > pool.config.jobs_waiting_max) {
    return "bounded: too many jobs that wait for their first sending";
  }
  if (pool.jobs.finished().size() > pool.config.jobs_remembered_max) {
    return "bounded: too many outcomes remembered";
  }
  if (pool.boots.count() > pool.config.boots_remembered_max) {
    return "bounded: too many boots remembered";
  }
  return std::nullopt;
}

Finding audit_jobs(const Pool& pool) {
  for (const auto& [number, job] : pool.jobs.open()) {
    if (Finding finding = audit_job(pool, number, job)) {
      return finding;
    }
  }
  if (!pool.free.empty() && !pool.jobs.none_waits()) {
    return "no-free-worker-while-a-job-waits: the pump has not run";
  }
  if (pool.closing && !pool.jobs.none_waits()) {
    return "no-lost-job: a job waits and the pool is closing";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> audit(const Pool& pool) {
  for (const auto check :
       {audit_free_list, audit_deadlines, audit_records, audit_jobs, audit_bounds}) {
    if (Finding finding = check(pool)) {
      return finding;
    }
  }
  return std::nullopt;
}

}  // namespace rollcall::hardened
