#pragma once

#include "model/probe/pool_ledger.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/sync/one_shot.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace rollcall {

/// The events that `when:` can wait for.
[[nodiscard]] const std::vector<std::string>& event_names();

/// The `when:` of a scenario's steps: counts what the manager says it does, and lets wait for the
/// nth of a kind.
///
/// Made and used inside an execution; outlives its tasks. An act costs a look at each trigger.
class Triggers : private ActObserver {
 public:
  /// Both must outlive it.
  Triggers(const Scenario& scenario, PoolLedger& ledger);
  ~Triggers() override { ledger_.unwatch(*this); }
  Triggers(const Triggers&) = delete;
  Triggers& operator=(const Triggers&) = delete;

  /// Waits until the trigger of this step has happened. False: the execution is over.
  bool await(const Step& step);

 private:
  struct Pending {
    const Step* step = nullptr;
    std::uint32_t left = 0;
    sim::OneShot* reached = nullptr;
  };

  void see(const Act& act) override;

  const Scenario& scenario_;
  PoolLedger& ledger_;
  std::vector<Pending> pending_;
  std::deque<sim::OneShot> reached_;
};

}  // namespace rollcall
