#pragma once

#include "scenarios/language/scenario.hpp"

#include <map>
#include <string>
#include <string_view>

namespace rollcall {

/// The streams that a scenario's entries draw their random values from, named so that editing,
/// inserting or dropping one entry leaves the others' values alone.
///
/// A step's name is its label, else what it says and how many said just the same before it; its
/// actions are told apart by their place in it. An entry of `faults:` has no label. Made once for a
/// scenario, which must outlive it.
class DrawNames {
 public:
  explicit DrawNames(const Scenario& scenario);

  /// "workload/flap/1.1", "workload/at: 1s submit: {jobs: 2, duration: 1s..2s}#1/1.1": of an action
  /// that draws; "" for any other.
  [[nodiscard]] std::string_view of(const Action& action) const;
  /// "faults/crash: {host: w1, rate: 1/20s, restart_after: 1s}#1"
  [[nodiscard]] std::string_view of(const Weather& weather) const { return faults_.at(&weather); }

 private:
  std::map<const Action*, std::string> actions_;
  std::map<const Weather*, std::string> faults_;
};

}  // namespace rollcall
