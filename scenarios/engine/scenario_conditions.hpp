#pragma once

#include "model/invariants/pack.hpp"
#include "scenarios/language/scenario.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What conditions can compare, by name, and how it is counted.
struct Observable {
  std::string_view name;
  std::string_view about;
  std::uint64_t (*count)(const PoolLedger& ledger);
};
[[nodiscard]] std::span<const Observable> observables();
[[nodiscard]] std::vector<std::string> observable_names();

/// The states that conditions can ask of a worker; "unregistered" is one without a record.
[[nodiscard]] const std::vector<std::string>& state_names();

/// What breaking `always`, `never` and `leads_to` is called in reports.
[[nodiscard]] std::span<const EngineViolation> condition_violations();

/// Whether there is any to judge or to mark.
[[nodiscard]] bool has_conditions(const Scenario& scenario);

/// Judges a scenario's own conditions between steps, besides the invariants.
///
/// Until the pool is shut down, and only while its state is not guarded. Not against a bound on
/// time once the clock has gone on early: all that could go on was slow, and what follows from that
/// takes its time. A change of the pool costs a look at each condition, whatever the number of
/// workers; while something is awaited for a bounded time, so does each step. No execution is
/// changed by what is expected of it: a bound is over in the first step after it. Made and used
/// inside one execution.
class ScenarioConditions final : public StepCheck {
 public:
  /// All must outlive it. `judged`: whether `always`, `never` and `leads_to` are; what `sometimes`
  /// asks for is marked in any case.
  ScenarioConditions(const Scenario& scenario, PoolLedger& ledger, InvariantPack& pack,
                     bool judged);

  [[nodiscard]] bool after_step(World& world) override;
  void at_end(World& world) override { pack_.at_end(world); }

  /// Nothing more happens: what is still awaited is missing. In the last step of the script.
  void finish(World& world);

 private:
  struct Awaited {
    const LeadsTo* claim = nullptr;
    std::optional<Time> since;  // nullopt: nothing is awaited
  };

  [[nodiscard]] static bool is_late(const World& world, const Awaited& awaited);
  [[nodiscard]] bool holds(const Condition& condition) const;
  [[nodiscard]] bool holds(const Comparison& comparison) const;
  [[nodiscard]] bool holds(const WorkerIs& wanted) const;
  [[nodiscard]] std::string state_text() const;
  void judge(World& world);
  void judge(World& world, Awaited& awaited) const;
  [[nodiscard]] bool awaits_in_time() const;

  const Scenario& scenario_;
  PoolLedger& ledger_;
  InvariantPack& pack_;
  bool judged_;
  bool closed_ = false;  // the pool is being shut down, or has been
  std::vector<Awaited> awaited_;
  std::map<std::string_view, WorkerIndex> known_;  // all that the ledger has
};

}  // namespace rollcall
