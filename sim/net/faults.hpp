#pragma once

#include "sim/net/fault_rule.hpp"

#include <memory>
#include <vector>

namespace rollcall::net {

/// Some hosts, or all: of 100,000 hosts a set is 12 KiB, and asking is one look.
class HostSet {
 public:
  [[nodiscard]] static HostSet all() {
    HostSet set;
    set.all_ = true;
    return set;
  }
  HostSet() = default;
  HostSet(std::initializer_list<HostId> hosts) {
    for (const HostId host : hosts) {
      insert(host);
    }
  }

  void insert(HostId host);
  [[nodiscard]] bool contains(HostId host) const {
    return all_ || (index_of(host) < members_.size() && members_[index_of(host)]);
  }

 private:
  std::vector<bool> members_;
  bool all_ = false;
};

/// Which messages a rule is about.
struct Scope {
  HostSet from = HostSet::all();
  HostSet to = HostSet::all();
  bool both_ways = false;            // also those from `to` to `from`
  MethodId method = MethodId::kAny;  // only its requests and replies

  [[nodiscard]] bool covers(const Sight& sight) const;
};

/// Nothing gets through, neither what is sent nor what is in flight. Nobody is told.
[[nodiscard]] std::unique_ptr<FaultRule> partition(Scope scope);

/// All is held, what is in flight too, until the rule is removed; then it comes in that order.
[[nodiscard]] std::unique_ptr<FaultRule> clog(Scope scope);

/// A message that is sent is lost with this chance.
[[nodiscard]] std::unique_ptr<FaultRule> loss(Scope scope, Ratio chance);

/// A request or reply that is sent gets there twice with this chance.
[[nodiscard]] std::unique_ptr<FaultRule> duplication(Scope scope, Ratio chance);

/// A message that is sent takes longer with this chance, so that later ones overtake it.
[[nodiscard]] std::unique_ptr<FaultRule> reordering(Scope scope, Ratio chance, Duration delay_max);

/// A message that is sent takes longer with this chance.
[[nodiscard]] std::unique_ptr<FaultRule> delay(Scope scope, Ratio chance, Duration low,
                                               Duration high);

/// The effect stands, the reply is lost with this chance: `scope.from` is who replies.
[[nodiscard]] std::unique_ptr<FaultRule> drop_reply(Scope scope, Ratio chance);

/// Requests fail at once with UNAVAILABLE, with this chance; they are not sent.
[[nodiscard]] std::unique_ptr<FaultRule> fail_request(Scope scope, Ratio chance);

}  // namespace rollcall::net
