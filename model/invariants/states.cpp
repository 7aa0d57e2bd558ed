// What must hold of a worker's state and of its changes.
#include "model/invariants/invariant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace rollcall {
namespace {

using Broken = Invariant::Broken;
using enum PoolState;

// Of a manager without epochs; a new record is registering.
constexpr std::array kDocumented = {
    std::pair{kRegistering, kFree}, std::pair{kRegistering, kDead}, std::pair{kFree, kBusy},
    std::pair{kFree, kDead},        std::pair{kBusy, kFree},        std::pair{kBusy, kDead},
};
// Of one with epochs; a new record is joining.
constexpr std::array kHardened = {
    std::pair{kJoining, kFree},     std::pair{kJoining, kGone},  std::pair{kFree, kReserved},
    std::pair{kFree, kGone},        std::pair{kReserved, kBusy}, std::pair{kReserved, kFree},
    std::pair{kReserved, kJoining}, std::pair{kReserved, kGone}, std::pair{kBusy, kFree},
    std::pair{kBusy, kJoining},     std::pair{kBusy, kGone},
};

Broken illegal_change(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Record& record = ledger.record(act.record);
  const std::pair change{record.state, act.to};
  const bool has_epochs = record.epoch != EpochId{};
  const bool legal = has_epochs
                         ? act.from == record.state && std::ranges::count(kHardened, change) > 0
                         : record.state == act.to || std::ranges::count(kDocumented, change) > 0;
  if (legal) {
    return std::nullopt;
  }
  return fmt::format("worker {} goes from '{}' to '{}'", ledger.id_of(act.worker),
                     ledger.text(record.state), ledger.text(act.to));
}

Broken resurrected(const PoolLedger& ledger, const Act& act) {
  if (act.to != kFree || !ledger.worker(act.worker).marked_dead) {
    return std::nullopt;
  }
  return fmt::format("worker {} was marked dead, has not registered since and becomes free",
                     ledger.id_of(act.worker));
}

Broken ignored(const PoolLedger& ledger, const Act& act) {
  return fmt::format("worker {} is to be {}; nothing happens and nobody is told",
                     ledger.id_of(act.worker), act.cause);
}

Broken runs_and_is_not_busy(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.running_count == 0 || worker.current == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolState state = ledger.record(worker.current).state;
  if (state == kBusy || state == kReserved || state == kDead) {
    return std::nullopt;
  }
  return fmt::format("worker {} runs a job and is {}", ledger.id_of(worker), ledger.text(state));
}

Broken runs_two(const PoolLedger& ledger, const PoolLedger::Worker& worker) {
  if (worker.running_count <= 1) {
    return std::nullopt;
  }
  return fmt::format("worker {} runs {} jobs at once", ledger.id_of(worker), worker.running_count);
}

}  // namespace

const Invariant kLegalTransitions{
    .name = "legal-transitions",
    .statement = "states are the declared ones and change only along the table",
    .acts = {Act::Kind::kStateChanged},
    .broken_act = &illegal_change};

const Invariant kNoResurrection{
    .name = "no-resurrection",
    .statement = "a worker marked dead becomes free only with a registration between",
    .acts = {Act::Kind::kStateChanged},
    .broken_act = &resurrected};

const Invariant kNoSilentFailure{
    .name = "no-silent-failure",
    .statement = "a requested change of state happens, or its caller is told that it did not",
    .acts = {Act::Kind::kIgnored},
    .broken_act = &ignored};

const Invariant kRunningIsBusy{.name = "running-is-busy",
                               .statement = "a worker that runs a job is busy (or dead)",
                               .broken = &runs_and_is_not_busy};

const Invariant kOneJobPerWorker{.name = "one-job-per-worker",
                                 .statement = "at most one job runs on a worker id",
                                 .broken = &runs_two};

}  // namespace rollcall
