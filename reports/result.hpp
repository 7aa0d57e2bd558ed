#pragma once

#include "sim/core/violation.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// Recorded decisions that were played again.
struct RegressionReport {
  std::string decisions;  // the file
  std::string violates;
  std::string verdict;  // convicted | stale | holds, or what was violated instead
};

/// One execution as users and machines see it.
struct ExecutionReport {
  std::string scenario;
  std::string manager;
  std::uint64_t seed = 0;
  std::string strategy;
  std::string verdict;  // holds | violation | error
  bool expected = false;
  std::optional<Violation> violation;
  std::string error;  // with verdict `error`
  std::uint64_t steps = 0;
  Duration virtual_time{};
  std::uint64_t trace_hash = 0;
  std::string replay;  // the command that shows it again
  std::vector<RegressionReport> regressions = {};
};

/// One distinct failure of a hunt.
struct FindingReport {
  std::string scenario;
  std::string manager;
  std::string signature;
  std::string invariant;
  std::uint64_t count = 0;
  std::uint64_t first_seed = 0;
  bool expected = false;
  std::string replay;               // of the smallest
  std::uint64_t smallest_seed = 0;  // that with the fewest steps
  std::uint64_t steps = 0;          // of the smallest
};

/// The end of a hunt. Seconds are of the wall clock; `stopped_by` is the last in the list seeds,
/// until-stable, max-failures, order, time, interrupt that ended the hunt of one of its scenarios.
struct HuntReport {
  std::uint64_t base_seed = 0;
  std::string stopped_by = {};
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  Duration virtual_time{};
  double seconds = 0;
  std::uint64_t findings = 0;
  std::map<std::string, std::uint64_t> sometimes = {};
  std::uint64_t resumed = 0;        // of the executions, those that a store had already
  std::uint64_t resumed_steps = 0;  // likewise of the steps
  std::uint64_t states = 0;         // distinct abstract states of the pool, over all scenarios
  std::uint64_t pairs = 0;          // distinct racing pairs, likewise
  std::string shard = {};           // "2/8"; "" if there is but one
};

/// One distinct violation that an exploration has met.
struct ExploredFindingReport {
  std::string signature;
  std::string invariant;
  std::uint64_t count = 0;  // executions
  bool expected = false;
  std::string decisions = {};  // the file; "" if none could be written
  std::string replay = {};     // the command that shows its first execution; "" without a file
};

/// The end of an exploration of one scenario and manager.
struct ExplorationReport {
  std::string scenario;
  std::string manager;
  std::string strategy;        // dpor | dfs
  std::uint64_t variants = 1;  // choices of faults, each explored
  std::uint64_t executions = 0;
  std::uint64_t blocked = 0;  // given up: seen before
  std::uint64_t cut = 0;      // ended by the bound on steps
  bool complete = false;
  std::vector<std::string> cut_by = {};  // depth, preemptions, executions, time, interrupt, crash
  std::map<std::string, std::uint64_t> violations = {};  // executions by invariant
  bool expected = false;
  std::uint64_t steps = 0;
  double seconds = 0;
  std::uint64_t depth = 0;                           // the bound on the steps of an execution
  std::optional<std::uint64_t> estimate = {};        // of executions in all, if there is one
  std::vector<std::string> fixed = {};               // what was not gone through
  std::vector<ExploredFindingReport> findings = {};  // in the order in which they were first met
  std::uint64_t findings_not_kept = 0;               // executions that violate in other ways
};

/// How large a failing scenario is.
struct SizeReport {
  std::uint64_t steps = 0;
  std::uint64_t workers = 0;
  std::uint64_t jobs = 0;
  std::uint64_t faults = 0;
  std::uint64_t preemptions = 0;
};

/// What `shrink` made of a failure.
struct ShrinkReport {
  std::string scenario;
  std::string manager;
  std::string invariant;
  std::uint64_t seed = 0;
  SizeReport before;
  SizeReport after;
  std::string schedule;  // free | order | decisions: what holds the failure in place
  std::uint64_t order_points = 0;
  std::uint64_t executions = 0;
  double seconds = 0;
  bool complete = false;  // there was time for everything
  std::string file = {};
  std::string decisions = {};  // the file; "" if there is none
  std::string replay = {};
};

/// The end of a run.
struct RunReport {
  std::uint64_t scenarios = 0;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
};

/// "0x00ff..": the form in which seeds and hashes are printed.
[[nodiscard]] std::string seed_text(std::uint64_t seed);
[[nodiscard]] std::string hash_text(std::uint64_t hash);

}  // namespace rollcall
