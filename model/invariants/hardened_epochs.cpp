// What must hold of registrations as epochs: their numbers, boots, leases and connections.
#include "model/invariants/invariant.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;

Broken epoch_not_new(const PoolLedger& ledger, const Act& act) {
  if (act.epoch == EpochId{}) {
    return std::nullopt;
  }
  const PoolLedger::Worker& worker = ledger.worker(act.worker);
  if (worker.current != RecordId::kNone) {
    return fmt::format("worker {} gets a record in epoch {} beside that of epoch {}",
                       ledger.id_of(worker), epoch_text(act.epoch),
                       epoch_text(ledger.record(worker.current).epoch));
  }
  if (act.epoch <= ledger.newest_epoch()) {
    return fmt::format("worker {} gets epoch {} after epoch {}", ledger.id_of(worker),
                       epoch_text(act.epoch), epoch_text(ledger.newest_epoch()));
  }
  return std::nullopt;
}

Broken speaks_of_gone(const PoolLedger& ledger, const Act& act) {
  if (act.kind == Act::Kind::kUnknownRecord) {
    return fmt::format("the manager speaks of worker {} in epoch {}, which there never was",
                       ledger.id_of(act.worker), epoch_text(act.epoch));
  }
  if (ledger.record(act.record).state != PoolState::kGone) {
    return std::nullopt;
  }
  return fmt::format("the manager still has worker {} in epoch {}, which is gone",
                     ledger.id_of(act.worker), epoch_text(ledger.record(act.record).epoch));
}

Broken older_boot(const PoolLedger& ledger, const Act& act) {
  if (act.epoch == EpochId{} || act.boot >= ledger.worker(act.worker).boot_max) {
    return std::nullopt;
  }
  return fmt::format("worker {} is registered with boot {} after boot {}", ledger.id_of(act.worker),
                     act.boot, ledger.worker(act.worker).boot_max);
}

// Of the same start, what is there already must stay as it is.
Broken registered_twice(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Worker& worker = ledger.worker(act.worker);
  if (worker.newest == RecordId::kNone) {
    return std::nullopt;
  }
  const PoolLedger::Record& before = ledger.record(worker.newest);
  if (act.kind == Act::Kind::kRegistered) {
    const bool replaces = worker.current == worker.newest || before.superseded;
    if (act.epoch == EpochId{} || act.boot == 0 || act.boot != before.boot || !replaces) {
      return std::nullopt;
    }
    return fmt::format("boot {} of worker {} registers again and gets epoch {} instead of {}",
                       act.boot, ledger.id_of(worker), epoch_text(act.epoch),
                       epoch_text(before.epoch));
  }
  const PoolLedger::Handled* const message = ledger.handled();
  const bool again = message != nullptr && message->kind == PoolMessage::Kind::kRegister &&
                     message->worker == act.worker && message->boot == before.boot &&
                     message->boot != 0 && message->address == before.address;
  if (!again || act.origin != Origin::kMessage) {
    return std::nullopt;
  }
  return fmt::format("boot {} of worker {} registers again, and that changes its record",
                     before.boot, ledger.id_of(worker));
}

Broken connected_wrongly(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Record& record = ledger.record(act.record);
  if (record.epoch == EpochId{}) {
    return std::nullopt;
  }
  const std::string_view id = ledger.id_of(act.worker);
  if (act.kind == Act::Kind::kConnectionOpened) {
    return record.connection == ConnectionId::kNone
               ? std::nullopt
               : Broken(fmt::format("the connection of worker {} in epoch {} is opened twice", id,
                                    epoch_text(record.epoch)));
  }
  if (record.connection != ConnectionId::kNone && ledger.connection(record.connection).open) {
    return std::nullopt;
  }
  return fmt::format("the connection of worker {} in epoch {} is {} when it is not open", id,
                     epoch_text(record.epoch),
                     act.kind == Act::Kind::kConnectionClosed ? "closed" : "sent over");
}

Broken lapsed(const PoolLedger& ledger) {
  if (ledger.lapsed() != RecordId::kNone) {
    const PoolLedger::Record& record = ledger.record(ledger.lapsed());
    return fmt::format("worker {} is {} at {}, its lease was until {}", ledger.id_of(record.worker),
                       ledger.text(record.state), to_text(ledger.manager_now()),
                       to_text(record.lease_until));
  }
  if (ledger.next_due() <= ledger.manager_now()) {
    return fmt::format("something was due at {}, and it is {}", to_text(ledger.next_due()),
                       to_text(ledger.manager_now()));
  }
  return std::nullopt;
}

// A wait takes the world's time and a deadline the host's, which drifts: a twentieth of the wait.
Broken overslept(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Promise promise = ledger.promise();
  if (promise.stood_still) {
    return std::nullopt;
  }
  const Duration slack = (promise.due - promise.told_at) / 20 + std::chrono::milliseconds(1);
  if (act.time - promise.due <= slack) {
    return std::nullopt;
  }
  return fmt::format("something was due at {} and is looked at at {}", to_text(promise.due),
                     to_text(act.time));
}

}  // namespace

const Invariant kDueIsDone{.name = "due-is-done",
                           .statement = "what time makes due is done when it is due",
                           .scope = InvariantScope::kHardened,
                           .acts = {Act::Kind::kClockRead},
                           .broken_act = &overslept};

const Invariant kUniqueEpochs{
    .name = "unique-epochs",
    .statement = "one record per id; epochs are unique and rising, over restarts too",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kRegistered},
    .broken_act = &epoch_not_new};

const Invariant kGoneIsAbsent{
    .name = "gone-is-absent",
    .statement = "no record in the registry is gone",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kStateChanged, Act::Kind::kLeaseRenewed, Act::Kind::kDrainBegan,
             Act::Kind::kAnswered, Act::Kind::kUnknownRecord},
    .broken_act = &speaks_of_gone};

const Invariant kNewestBootOnly{
    .name = "newest-boot-only",
    .statement = "a record's boot number is the highest seen for its id",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kRegistered},
    .broken_act = &older_boot};

const Invariant kRegisterIsIdempotent{
    .name = "register-is-idempotent",
    .statement = "the same id and boot again gets the same epoch and changes nothing",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kRegistered, Act::Kind::kStateChanged, Act::Kind::kLeaseRenewed},
    .broken_act = &registered_twice};

const Invariant kOneConnectionPerEpoch{
    .name = "one-connection-per-epoch",
    .statement = "an epoch's connection is opened once, closed once, and used only while open",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kConnectionOpened, Act::Kind::kConnectionClosed,
             Act::Kind::kProbeCarriedOut, Act::Kind::kAssignCarriedOut},
    .broken_act = &connected_wrongly};

const Invariant kLeasesAfterNow{.name = "leases-after-now",
                                .statement = "every lease and every open deadline lies after now",
                                .scope = InvariantScope::kHardened,
                                .broken_pool = &lapsed};

}  // namespace rollcall
