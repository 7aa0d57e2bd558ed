// The mechanism behind most of the rest: only a message that carries the open fence acts.
#include "model/invariants/invariant.hpp"
#include "model/probe/texts.hpp"

namespace rollcall {
namespace {

using Broken = Invariant::Broken;
using MessageKind = PoolMessage::Kind;

// Whether the message that is handled may change this record.
bool fits(const PoolLedger& ledger, const PoolLedger::Handled& message, const PoolRecord& record) {
  if (message.kind == MessageKind::kSubmit || message.worker != record.worker) {
    return false;
  }
  const bool epoch_fits = message.epoch == record.epoch;
  const bool grant_fits = epoch_fits && message.grant == record.grant && record.grant != 0;
  switch (message.kind) {
    case MessageKind::kRegister:
      return message.boot >= record.boot;
    case MessageKind::kHeartbeat:
      return epoch_fits && message.boot == record.boot;
    case MessageKind::kLeave:
      return epoch_fits || message.epoch == EpochId{};
    case MessageKind::kProbeAnswer:
      return grant_fits && record.state == PoolState::kJoining;
    case MessageKind::kAssignAnswer:
      return grant_fits && record.state == PoolState::kReserved;
    case MessageKind::kComplete:
      return grant_fits && message.boot == record.boot && record.job != JobIndex::kNone &&
             ledger.job(record.job).key == message.job;
    case MessageKind::kSubmit:
      return false;
  }
  return false;
}

bool may_be_due(const PoolLedger& ledger, const PoolRecord& record) {
  return record.due == Time::max() || record.due <= ledger.manager_now();
}

Broken acts_all_the_same(const PoolLedger& ledger, const Act& act) {
  if (act.origin != Origin::kMessage && act.origin != Origin::kMessageOrTime) {
    return std::nullopt;
  }
  const std::string_view id = ledger.id_of(act.worker);
  if (act.origin == Origin::kMessage && ledger.fenced_now()) {
    return fmt::format("a message is refused, and changes worker {} all the same", id);
  }
  const bool by_shutdown = act.kind == Act::Kind::kDrainBegan && ledger.closing();
  if (act.kind == Act::Kind::kRegistered || by_shutdown || !ledger.tells_messages()) {
    return std::nullopt;
  }
  const PoolRecord& record = ledger.record(act.record);
  const PoolLedger::Handled* const message = ledger.handled();
  const bool by_time = act.origin == Origin::kMessageOrTime && may_be_due(ledger, record);
  if (by_time || (message != nullptr && fits(ledger, *message, record))) {
    return std::nullopt;
  }
  return fmt::format("worker {} in epoch {} is changed ({}) by {}", id, epoch_text(record.epoch),
                     act.kind == Act::Kind::kLeaseRenewed ? "lease renewed"
                     : act.kind == Act::Kind::kDrainBegan ? "drain began"
                                                          : act.cause,
                     message == nullptr ? "no message, and nothing was due"
                                        : fmt::format("a message that does not carry what is open: "
                                                      "epoch {}, grant {}",
                                                      epoch_text(message->epoch), message->grant));
}

Broken acted_before_it_was_refused(const PoolLedger& ledger, const Act& act) {
  if (!ledger.changed_by_message_now()) {
    return std::nullopt;
  }
  return fmt::format("a message of worker {} is refused after it has changed something",
                     ledger.id_of(act.worker));
}

Broken acts(const PoolLedger& ledger, const Act& act) {
  return act.kind == Act::Kind::kFenced ? acted_before_it_was_refused(ledger, act)
                                        : acts_all_the_same(ledger, act);
}

// The reverse. A registration is refused for more than its fence, and the second answer to a probe.
Broken refused_though_open(const PoolLedger& ledger, const Act& act) {
  const PoolLedger::Handled* const message = ledger.handled();
  if (message == nullptr || message->kind == MessageKind::kRegister ||
      message->kind == MessageKind::kProbeAnswer) {
    return std::nullopt;
  }
  const RecordId current = ledger.worker(act.worker).current;
  if (current == RecordId::kNone || !fits(ledger, *message, ledger.record(current))) {
    return std::nullopt;
  }
  return fmt::format(
      "a message of worker {} is refused though it carries what is open: epoch {}, "
      "grant {}",
      ledger.id_of(act.worker), epoch_text(act.epoch), act.grant);
}

}  // namespace

const Invariant kOpenMessagesAreHeard{
    .name = "open-messages-are-heard",
    .statement = "a message that carries the open fence is not refused",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kFenced},
    .broken_act = &refused_though_open};

const Invariant kStaleMessagesChangeNothing{
    .name = "stale-messages-change-nothing",
    .statement = "a message that does not carry the open fence leaves all as time alone would",
    .scope = InvariantScope::kHardened,
    .acts = {Act::Kind::kRegistered, Act::Kind::kStateChanged, Act::Kind::kLeaseRenewed,
             Act::Kind::kDrainBegan, Act::Kind::kFenced},
    .broken_act = &acts};

}  // namespace rollcall
