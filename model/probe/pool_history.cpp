#include "model/probe/pool_history.hpp"

#include "model/probe/pool_ledger.hpp"

namespace rollcall {
namespace {

bool has_job(const PoolRecord& record) {
  return record.state == PoolState::kReserved || record.state == PoolState::kBusy;
}

}  // namespace

PoolCall PoolHistory::began(const PoolOp& op) {
  const PoolCall call{calls_.size()};
  calls_.push_back(
      {.client = calls_.size(), .input = op, .invoked = ++event_count_, .response = {}});
  return call;
}

void PoolHistory::ended(PoolCall call, const PoolAnswer& answer) {
  calls_[static_cast<std::size_t>(call)].response = {.output = answer, .returned = ++event_count_};
}

void PoolHistory::happens(const PoolOp& op) { ended(began(op), {}); }

void PoolHistory::see(const Act& act) {
  if (act.kind == Act::Kind::kRegistered && act.epoch != EpochId{}) {
    happens(
        {.kind = PoolOp::Kind::kJoin, .worker = act.worker, .boot = act.boot, .epoch = act.epoch});
    return;
  }
  if (act.record == RecordId::kNone || ledger_.record(act.record).epoch == EpochId{}) {
    return;
  }
  const PoolRecord& record = ledger_.record(act.record);
  PoolOp op{.worker = act.worker, .epoch = record.epoch, .grant = record.grant};
  switch (act.kind) {
    case Act::Kind::kSent:
      op.kind = PoolOp::Kind::kAcquire;
      op.grant = act.grant;
      happens(op);
      break;
    case Act::Kind::kDrainBegan:
      // One without a job is gone at once, and that is told, too.
      if (has_job(record) && !by_call_of_worker(act)) {
        op.kind = PoolOp::Kind::kDrain;
        happens(op);
      }
      break;
    case Act::Kind::kStateChanged:
      if (act.to == PoolState::kJoining) {
        op.kind = PoolOp::Kind::kReturn;
        happens(op);
      } else if (act.to == PoolState::kGone && !by_call_of_worker(act)) {
        op.kind = PoolOp::Kind::kLose;
        happens(op);
      }
      break;
    default:
      break;
  }
}

// Whether this is the effect of the call that is handled, and no more than that. What time made due
// comes before it.
bool PoolHistory::by_call_of_worker(const Act& act) const {
  using Kind = PoolMessage::Kind;
  const PoolLedger::Handled* const message = ledger_.handled();
  const bool is_call = message != nullptr && message->worker == act.worker &&
                       (message->kind == Kind::kLeave || message->kind == Kind::kComplete);
  const PoolRecord& record = ledger_.record(act.record);
  const bool was_due = has_job(record) && record.due <= ledger_.manager_now();
  return is_call && act.origin != Origin::kTime && act.origin != Origin::kItself &&
         (act.origin == Origin::kMessage || !was_due);
}

void PoolHistory::forget_all() {
  for (std::uint32_t worker = 0; worker < ledger_.worker_count(); ++worker) {
    happens({.kind = PoolOp::Kind::kForget, .worker = WorkerIndex{worker}});
  }
}

}  // namespace rollcall
