#pragma once

#include "model/probe/pool_ledger.hpp"

#include <string>
#include <vector>

namespace rollcall {

/// A mark that scenarios may ask for in `sometimes`, and what it says.
struct MarkEntry {
  std::string name;
  std::string about;
};

/// Those of the pool, and those of the network.
[[nodiscard]] const std::vector<MarkEntry>& all_marks();

/// Marks (World::mark) what befalls the pool: one for each legal transition of the hardened one
/// ("free-reserved-sent"), and a few that only a history shows.
class Milestones : private ActObserver {
 public:
  /// Must outlive it.
  explicit Milestones(PoolLedger& ledger) : ledger_(ledger) { ledger_.watch(*this); }
  ~Milestones() override { ledger_.unwatch(*this); }
  Milestones(const Milestones&) = delete;
  Milestones& operator=(const Milestones&) = delete;

 private:
  void see(const Act& act) override;
  void see_end(World& world, const Act& act) const;

  PoolLedger& ledger_;
};

}  // namespace rollcall
