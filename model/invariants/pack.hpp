#pragma once

#include "model/invariants/invariant.hpp"
#include "sim/core/world.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// All invariants, in the order in which they are judged: where one step breaks several, the first
/// is reported.
[[nodiscard]] std::span<const Invariant* const> all_invariants();

/// Null if there is none of that name.
[[nodiscard]] const Invariant* find_invariant(std::string_view name);

/// What the engine itself can find, by name and statement: "deadlock", "panic".
struct EngineViolation {
  std::string_view name;
  std::string_view statement;
};
[[nodiscard]] std::span<const EngineViolation> engine_violations();

/// Judges invariants between steps, for the workers that changed.
class InvariantPack final : public StepCheck {
 public:
  /// Both must outlive this.
  InvariantPack(PoolLedger& ledger, std::span<const Invariant* const> judged)
      : ledger_(ledger), judged_(judged) {}

  [[nodiscard]] bool after_step(World& world) override;
  void at_end(World& world) override;

 private:
  PoolLedger& ledger_;
  std::span<const Invariant* const> judged_;
};

}  // namespace rollcall
