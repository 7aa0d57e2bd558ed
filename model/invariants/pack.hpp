#pragma once

#include "model/invariants/invariant.hpp"
#include "sim/core/world.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// All invariants, in the order in which they are judged: where one step breaks several, the first
/// is reported.
[[nodiscard]] std::span<const Invariant* const> all_invariants();

/// Those that are asked of a manager of that name: of the documented one not what only a manager
/// with epochs can have.
[[nodiscard]] std::vector<const Invariant*> invariants_of(std::string_view manager);

/// Null if there is none of that name.
[[nodiscard]] const Invariant* find_invariant(std::string_view name);

/// What the engine itself can find, by name and statement: "deadlock", "panic".
struct EngineViolation {
  std::string_view name;
  std::string_view statement;
};
[[nodiscard]] std::span<const EngineViolation> engine_violations();

/// Invariants by what they look at, each in the order given. Made once for many executions.
struct JudgingList {
  explicit JudgingList(std::span<const Invariant* const> judged);

  struct Entry {
    const Invariant* invariant = nullptr;
    std::size_t place = 0;  // in the order given
  };
  /// After a step in which workers changed, jobs, both or none of them: most look at one kind.
  [[nodiscard]] const std::vector<Entry>& after_step(bool workers_changed,
                                                     bool jobs_changed) const {
    return after_steps[workers_changed ? 1 : 0][jobs_changed ? 1 : 0];
  }

  std::array<std::array<std::vector<Entry>, 2>, 2> after_steps;
  std::vector<Entry> of_acts;
  std::vector<Entry> at_rest;
  bool needs_history = false;
};

/// Judges invariants between steps, for the workers and jobs that changed.
///
/// Costs what changed times the number of invariants, whatever the number of workers; at rest,
/// once, all workers and jobs.
class InvariantPack final : public StepCheck, private ActObserver {
 public:
  /// Both must outlive this.
  InvariantPack(PoolLedger& ledger, const JudgingList& judged);
  ~InvariantPack() override;

  [[nodiscard]] bool after_step(World& world) override;
  void at_end(World& world) override;

 private:
  void see(const Act& act) override;
  [[nodiscard]] Invariant::Broken broken_at_rest(const Invariant& invariant) const;

  struct BrokenAct {
    JudgingList::Entry entry;
    std::string message;
  };
  bool report_act(World& world);

  PoolLedger& ledger_;
  const JudgingList& judged_;
  std::optional<BrokenAct> broken_act_;  // of this step, the first in order
};

}  // namespace rollcall
