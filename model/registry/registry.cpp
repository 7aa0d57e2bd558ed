#include "model/registry/registry.hpp"

#include "model/registry/step.hpp"
#include "sim/base/ensure.hpp"

namespace rollcall::hardened {

Registry::Registry(const RegistryConfig& config, std::uint64_t term)
    : pool_(std::make_unique<Pool>(config, term)) {
  ensure(term > 0, "terms count from 1");
  ensure(config.attempts_max > 0, "a job is sent at least once");
  ensure(config.lease > Duration::zero(), "a lease lasts");
  ensure(config.probe_timeout > Duration::zero(), "a probe has time for its answer");
  ensure(config.assign_timeout > Duration::zero(), "a sending has time for its answer");
  ensure(config.job_timeout > Duration::zero(), "a job has time");
}

Registry::~Registry() = default;
Registry::Registry(Registry&&) noexcept = default;
Registry& Registry::operator=(Registry&&) noexcept = default;

void Registry::close(Time now, Out out) {
  Step step(*pool_, now, out);
  pool_->closing = true;
  while (!pool_->jobs.none_waits()) {
    step.finish_waiting(pool_->jobs.first_waiting(), JobState::kFailed);
  }
  pool_->records.for_each([&](Slot slot) { step.drain(slot, Cause::kClosing); });
}

bool Registry::closed() const { return pool_->closing && pool_->records.count() == 0; }

std::uint32_t Registry::worker_count() const { return pool_->records.count(); }

std::uint32_t Registry::waiting_count() const {
  return static_cast<std::uint32_t>(pool_->jobs.waiting().size());
}

std::optional<WorkerView> Registry::find(std::string_view id) const {
  const Slot slot = pool_->records.find(id);
  if (slot == Slot::kNone) {
    return std::nullopt;
  }
  const Record& record = pool_->records[slot];
  return WorkerView{.id = record.id,
                    .boot = record.boot,
                    .epoch = pool_->epoch_of(record),
                    .endpoint = record.endpoint,
                    .state = record.state,
                    .draining = record.draining,
                    .probed = record.probed,
                    .confirmed = record.confirmed,
                    .lease_until = record.lease_until,
                    .job = pool_->job_id(record.job_number),
                    .grant = record.grant};
}

std::vector<std::string> Registry::free_list() const {
  std::vector<std::string> ids;
  for (Slot slot = pool_->free.front(); slot != Slot::kNone;
       slot = pool_->free.next(pool_->records, slot)) {
    ids.push_back(pool_->records[slot].id);
  }
  return ids;
}

std::vector<JobId> Registry::waiting() const {
  std::vector<JobId> jobs;
  for (const std::uint64_t number : pool_->jobs.waiting()) {
    jobs.push_back(pool_->job_id(number));
  }
  return jobs;
}

std::optional<std::string> Registry::audit() const { return hardened::audit(*pool_); }

std::string Registry::dump() const { return hardened::dump(*pool_); }

}  // namespace rollcall::hardened
