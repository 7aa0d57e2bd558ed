#pragma once

#include "scenarios/engine/edits.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/language/scenario.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// A scenario, and an execution of it that fails.
struct Failing {
  std::unique_ptr<Scenario> scenario;
  Evidence evidence;
  RunResult result;
  std::uint64_t preemption_count = 0;
};

/// Looks for executions of scenarios that violate one invariant on one manager.
///
/// A scenario is written out and read again first, so that what fails is what its text says; that
/// invariant alone is expected, and so judged. Seeds are fixed: what is found depends on the
/// scenario (and the hint) only. Nothing is found once the time is over.
class FailureSearch {
 public:
  /// `out_of_time` is asked before each scenario; may be empty.
  FailureSearch(std::string manager, std::string invariant, std::function<bool()> out_of_time);

  /// An execution that fails, by the hint's decisions as far as they are met, else by a number of
  /// seeds under several strategies. nullopt: none was found, or it is no scenario.
  [[nodiscard]] std::optional<Failing> find(const Scenario& scenario, const Schedule* hint);

  /// The execution that was recorded, or of the schedule. nullopt if it does not fail.
  [[nodiscard]] std::optional<Failing> find_again(const Scenario& scenario, const Schedule& exact);

  /// Whether all of a number of seeds fail under every strategy there is.
  [[nodiscard]] bool always(const Scenario& scenario);

  /// The named points that failing executions come to, each sequence once: of the hint, then of
  /// those that find() would look through.
  [[nodiscard]] std::vector<std::vector<std::string>> points_of_failures(const Scenario& scenario,
                                                                         const Schedule& hint);

  /// A schedule of the same scenario that is as simple as can be.
  void simplify(Failing& failing);

  /// The scenario with this invariant expected of this manager, and nothing else that is only said
  /// of the whole search: tags, marks, other managers.
  [[nodiscard]] Scenario reduced_to_the_case(const Scenario& scenario) const;

  [[nodiscard]] std::uint64_t executions() const { return executions_; }
  [[nodiscard]] bool out_of_time() const { return out_of_time_ && out_of_time_(); }
  [[nodiscard]] const std::string& manager() const { return manager_; }
  [[nodiscard]] const std::string& invariant() const { return invariant_; }

 private:
  [[nodiscard]] std::unique_ptr<Scenario> read_back(const Scenario& scenario) const;
  [[nodiscard]] bool fails(const RunResult& result) const;
  [[nodiscard]] std::uint64_t seed_count() const;
  [[nodiscard]] std::optional<Failing> by_schedule(std::unique_ptr<Scenario>& scenario,
                                                   Player& player, const Schedule& schedule);

  std::string manager_;
  std::string invariant_;
  std::function<bool()> out_of_time_;
  std::uint64_t executions_ = 0;
  std::uint64_t step_count_ = 0;  // of the last failing execution
};

}  // namespace rollcall
