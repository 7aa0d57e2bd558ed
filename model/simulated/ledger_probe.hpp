#pragma once

#include "model/manager/tell.hpp"
#include "model/probe/pool_ledger.hpp"
#include "model/registry/messages.hpp"
#include "model/registry/registry.hpp"
#include "sim/sync/mutex.hpp"

namespace rollcall::hardened {

/// The simulated model of PoolProbe: tells the ledger.
class LedgerProbe {
 public:
  explicit LedgerProbe(PoolLedger& ledger) : ledger_(ledger) {}

  void guarded_by(const sim::mutex& mutex) { ledger_.guarded_by(mutex); }
  void configured(const RegistryConfig& config) { tell(ledger_, config); }
  void closing() { ledger_.shutdown_began(); }
  void clock(Time now, Time next_deadline) { tell_clock(ledger_, now, next_deadline); }
  template <typename Request>
  void handles(const Request& request) {
    tell(ledger_, request);
  }
  template <typename Request>
  void handles_answer(const Request& request) {
    tell_answer(ledger_, request);
  }
  void happened(const Event& event) { tell(ledger_, event); }
  void done(const Effect& effect) { tell(ledger_, effect); }

  void replied(const RegisterRequest& request, const RegisterReply& reply) {
    tell_reply(ledger_, request, reply);
  }
  void replied(const SubmitRequest&, const SubmitReply& reply) { tell_reply(ledger_, reply); }
  /// Of the others nothing is judged.
  template <typename Request, typename Reply>
  void replied(const Request&, const Reply&) {}

 private:
  PoolLedger& ledger_;
};

}  // namespace rollcall::hardened
