#pragma once

#include "sim/core/run.hpp"
#include "sim/strategy/search_node.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {

/// Executions of an exploration that ended in the same way.
struct ExploredOutcome {
  std::string key;        // which executions these are: violation_key(), or the caller's own words
  std::string invariant;  // violated by these executions; "": none is
  std::string message;    // of the first execution's violation
  std::uint64_t count = 0;
  std::vector<SearchNode> path = {};  // of the first execution: see decisions_of()
};

/// The outcomes of an exploration, in the order in which they were first met.
///
/// Counts every execution that is added, but keeps no more than kMost different outcomes: a key
/// with a running number in it must not take memory for each execution.
class ExploredOutcomes {
 public:
  static constexpr std::size_t kMost = 256;

  /// One more execution; `path` is copied only for an outcome that is new.
  void add(const std::string& key, const RunResult& run, const std::vector<SearchNode>& path);
  /// Outcomes of executions that come after all that were added.
  void add(ExploredOutcome outcome);

  [[nodiscard]] const std::vector<ExploredOutcome>& all() const { return all_; }
  /// Executions of outcomes that were not kept.
  [[nodiscard]] std::uint64_t not_kept() const { return not_kept_; }
  void add_not_kept(std::uint64_t executions) { not_kept_ += executions; }

 private:
  std::vector<ExploredOutcome> all_;
  std::uint64_t not_kept_ = 0;
};

/// Which violations are the same: the invariant, and whose step broke it by which act; if it was
/// nobody's step, the message without its numbers. "deadlock: # tasks wait for ever".
/// Requires a violation.
[[nodiscard]] std::string violation_key(const RunResult& run);

/// The path of an execution without what a search would need to go on from it. It is played again
/// by an exploration with equal bounds:
///
///   DepthFirst again(bounds);
///   again.resume(outcome.path, outcome.path.size());
///   world.run({.strategy = again, .draws = &again, .log = &again.log()}, body);
[[nodiscard]] std::vector<SearchNode> decisions_of(const std::vector<SearchNode>& path);

}  // namespace rollcall
