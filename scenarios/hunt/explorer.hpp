#pragma once

#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/segment.hpp"
#include "sim/strategy/portion.hpp"
#include "sim/trace/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

struct ExplorerSettings {
  Bounds bounds = {};
  bool reduces = true;   // dpor; else dfs
  std::size_t jobs = 1;  // processes at a time; changes nothing but the time it takes
  std::uint64_t executions_max =
      std::numeric_limits<std::uint64_t>::max();  // blocked ones included
  // A portion is explored by one process up to so many executions, or the execution that reaches so
  // many steps: seconds at most, so that long executions are heard of while they are played.
  std::uint64_t portion_executions = 200;
  std::uint64_t portion_steps = 1'000'000;
  // Asked every now and then with what has been counted, and how many executions there may be in
  // all (see estimated(); 0: unknown); true ends the exploration.
  std::function<bool(const Tally& so_far, std::uint64_t estimate)> stop = {};
};

/// An execution of an exploration.
struct ExploredExecution {
  std::size_t scenario = 0;  // index
  std::vector<SearchNode> path = {};
};

/// A distinct violation: by signature_of(), as the findings of a hunt.
struct ExploredFinding {
  std::string signature;
  std::string invariant;
  std::uint64_t count = 0;  // executions
  ExploredExecution first = {};
};

/// An execution that its process died of.
struct ExploredCrash {
  FailureReport report;
  ExploredExecution execution;
};

struct Explored {
  Tally tally;
  std::uint64_t estimate = 0;  // of executions in all, blocked ones included; 0: unknown
  bool complete = false;       // nothing was cut off
  bool stopped = false;        // by `stop`, before all was played
  // In the order in which they were first met, at most ExploredOutcomes::kMost; and the executions
  // with others.
  std::vector<ExploredFinding> findings = {};
  std::uint64_t findings_not_kept = 0;
  // Counted as a violation. Nothing is explored beyond it: what it touched is not known.
  std::optional<ExploredCrash> crash = std::nullopt;
};

/// All executions of some scenarios (see exploration_scope()) against one manager, by several
/// processes; the counts, the findings and a crash are the same for every number of them.
/// What a portion is does not depend on time, except that time can end it all. Throws WorkerBug.
[[nodiscard]] Explored explore_scenarios(std::span<const Scenario> scenarios,
                                         std::string_view manager,
                                         const ExplorerSettings& settings);

/// An execution that an exploration has met, played again: recorded, and written down as the
/// decisions that set it apart.
struct Revisited {
  RunResult result;
  Trace trace;
  Schedule schedule;
};

/// Throws Nondeterminism if that, or the schedule, does not give the same violation again.
[[nodiscard]] Revisited revisit(Player& player, const ExploredExecution& execution,
                                const ExplorerSettings& settings);

/// The decisions of an execution that its process died of, as far as that. nullopt if it could not
/// say at which step, or does not die so by these decisions.
[[nodiscard]] std::optional<Schedule> schedule_of(const ExploredCrash& crash,
                                                  const Scenario& scenario,
                                                  std::string_view manager,
                                                  const ExplorerSettings& settings);

}  // namespace rollcall
