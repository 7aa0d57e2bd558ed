#pragma once

#include "model/invariants/invariant.hpp"
#include "sim/core/world.hpp"

#include <array>
#include <cstddef>
#include <limits>
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
class JudgingList {
 public:
  explicit JudgingList(std::span<const Invariant* const> judged);

  struct Entry {
    const Invariant* invariant = nullptr;
    std::size_t place = 0;  // in the order given
  };
  struct Entries {
    std::vector<Entry> of_workers;
    std::vector<Entry> of_jobs;
    std::vector<Entry> of_pool;
  };
  [[nodiscard]] const std::vector<Entry>& of_acts(Act::Kind kind) const {
    return by_kind_.at(static_cast<std::size_t>(kind));
  }

  Entries after_step;
  Entries at_rest;
  bool needs_history = false;

 private:
  std::array<std::vector<Entry>, Act::kKinds> by_kind_;
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
  /// The first in order of what is broken, so far.
  struct First {
    const Invariant* invariant = nullptr;  // null: nothing is
    std::size_t place = std::numeric_limits<std::size_t>::max();
    std::string message;
  };

  void see(const Act& act) override;
  template <typename Judge>
  static void look(const std::vector<JudgingList::Entry>& entries, First& first, Judge judge);
  template <typename Workers, typename Jobs>
  [[nodiscard]] First judge(const JudgingList::Entries& judged, const Workers& workers,
                            const Jobs& jobs) const;

  PoolLedger& ledger_;
  const JudgingList& judged_;
  First broken_act_;  // of this step
};

}  // namespace rollcall
