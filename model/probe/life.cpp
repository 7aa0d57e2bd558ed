// The manager's own life and clock, and what runs out with time.
#include "model/probe/pool_ledger.hpp"
#include "model/probe/texts.hpp"

#include <optional>

namespace rollcall {
namespace {

std::int64_t key_of(Time time) { return time.time_since_epoch().count(); }

}  // namespace

void PoolLedger::clock_read(Time now, Time next_due) {
  // A clock that has gone on early found all standing still. A timer that was about to be set then
  // is late, and nobody sees whether there is one: from then on lateness is excused.
  stood_still_ = stood_still_ || world_.early_timers() > 0;
  if (has_clock_ && next_due_ <= now) {
    see({.kind = Act::Kind::kClockRead, .time = now});
  }
  has_clock_ = true;
  stood_still_ = paused_;
  manager_now_ = now;
  next_due_ = next_due;
  world_.request_check();
}

void PoolLedger::handles(const PoolMessage& message) {
  handled_ = {.kind = message.kind,
              .worker = intern(message.id),
              .boot = message.boot,
              .epoch = message.epoch,
              .grant = message.grant,
              .job = message.job,
              .address = message.address.empty() ? TextId::kNone : intern_text(message.address)};
  handled_step_ = world_.steps();
}

void PoolLedger::manager_stopped(bool jobs_unknown) {
  note([&] { return std::string("the manager has stopped, its memory is lost"); });
  for (std::uint32_t number = 0; number < worker_count(); ++number) {
    Worker& worker = workers_[number];
    worker.boot_max = 0;
    if (worker.current != RecordId::kNone) {
      const RecordId current = worker.current;
      touch(current);
      end_record(current);
    }
  }
  for (std::uint32_t number = 1; number <= count(connections_); ++number) {
    close(ConnectionId{number});
  }
  for (std::uint32_t number = 0; number < job_count(); ++number) {
    PoolJob& job = touch_job(JobIndex{number});
    job.holder_count = 0;
    job.waiting_count = 0;
    job.forgotten = job.forgotten || (jobs_unknown && job.outcome_count == 0);
  }
  waiting_.clear();
  handed_.clear();
  pushing_.clear();
  guard_ = nullptr;
  closing_ = false;
  has_clock_ = false;
  paused_ = false;
  next_due_ = Time::max();
  newest_grant_ = 0;  // Each run counts anew.
  task_count_ = 0;
  line_count_.reset();
  if (history_ != nullptr) {
    history_->forget_all();
  }
}

void PoolLedger::keep_history() {
  history_ = std::make_unique<PoolHistory>(*this);
  watch(*history_);
}

void PoolLedger::tasks_counted(std::uint32_t count) {
  task_count_ = count;
  world_.request_check();
}

void PoolLedger::faults_stopped() {
  quiet_since_ = world_.now();
  note([&] { return std::string("faults have stopped"); });
}

void PoolLedger::manager_paused(bool paused) {
  paused_ = paused;
  stood_still_ = true;
}

void PoolLedger::at_rest(Resting who) {
  resting_ = true;
  who_rests_ = who;
  world_.request_check();
}

void PoolLedger::look_for_lapses() {
  const std::int64_t now = key_of(manager_now());
  const auto lease = [&](RecordId id, std::int64_t) -> std::optional<std::int64_t> {
    const Record& record = records_[index(id)];
    return record.state == PoolState::kGone ? std::nullopt
                                            : std::optional(key_of(record.lease_until));
  };
  // Leases end by the manager's clock: without it nothing is known of them.
  lapsed_ = has_clock_ ? leases_.first_due(now, lease) : RecordId::kNone;
  // One that is not free now is looked at again later: at most one bound late.
  const Duration bound = limits_.fresh_for;
  const auto heard = [&](RecordId id, std::int64_t) -> std::optional<std::int64_t> {
    const Record& record = records_[index(id)];
    if (workers_[index(record.worker)].current != id) {
      return std::nullopt;
    }
    const Time from = record.state == PoolState::kFree ? record.heard_at : manager_now();
    return key_of(from + bound);
  };
  unheard_ = fresh_.first_due(now - 1, heard);
  const auto waits = [&](RecordId id, std::int64_t key) -> std::optional<std::int64_t> {
    const auto until = static_cast<std::int64_t>(worker_of(id).fair_until);
    return worker_of(id).current == id && until == key ? std::optional(key) : std::nullopt;
  };
  overtaken_ = turns_.first_due(static_cast<std::int64_t>(dispatch_count_), waits);
}

}  // namespace rollcall
