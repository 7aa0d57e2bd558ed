#pragma once

#include "model/probe/pool_ledger.hpp"
#include "model/registry/effects.hpp"
#include "model/registry/messages.hpp"
#include "model/registry/registry.hpp"

namespace rollcall::hardened {

// What the manager tells its probe: a translation of its own words into the ledger's. All in the
// step of the act itself, in this order: the clock, the message that is handled (if one is), the
// events of it, then Outcomes. The other effects when they are carried out.

/// Once, at the start of each run.
void tell(PoolLedger& ledger, const RegistryConfig& config);

/// The clock as the registry was given it, and Registry::next_deadline() after that.
void tell_clock(PoolLedger& ledger, Time now, Time next_deadline);

/// The message that is about to be handled, or whose events are about to be told.
void tell(PoolLedger& ledger, const RegisterRequest& request);
void tell(PoolLedger& ledger, const HeartbeatRequest& request);
void tell(PoolLedger& ledger, const CompleteRequest& request);
void tell(PoolLedger& ledger, const LeaveRequest& request);
void tell(PoolLedger& ledger, const SubmitRequest& request);
/// Answers are named by what they answer to.
void tell_answer(PoolLedger& ledger, const ProbeRequest& request);
void tell_answer(PoolLedger& ledger, const AssignRequest& request);
/// A registration that got kOk, a submission that did.
void tell_reply(PoolLedger& ledger, const RegisterRequest& request, const RegisterReply& reply);
void tell_reply(PoolLedger& ledger, const SubmitReply& reply);

void tell(PoolLedger& ledger, const Event& event);
/// Outcome: in its step. The others: when they are carried out.
void tell(PoolLedger& ledger, const Effect& effect);

[[nodiscard]] EpochId epoch_id(Epoch epoch);
[[nodiscard]] JobKey job_key(JobId job);

}  // namespace rollcall::hardened
