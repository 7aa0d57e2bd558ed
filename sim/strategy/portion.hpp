#pragma once

#include "sim/core/run.hpp"
#include "sim/strategy/exploration.hpp"
#include "sim/strategy/explored_outcome.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// A part of the tree of all executions, explored by itself: what is below a path.
struct Portion {
  std::vector<SearchNode> path = {};  // as Exploration::next() left it
  std::size_t fixed = 0;              // see Exploration::resume()
};

/// What was counted on the way.
struct Tally {
  std::uint64_t executions = 0;  // complete ones, violating ones included
  std::uint64_t blocked = 0;     // given up as seen before
  std::uint64_t cut = 0;         // ended by the bound on steps
  std::uint64_t steps = 0;
  std::uint64_t share =
      0;  // of Exploration::kWhole, as it looked then: a running guess, for people
  Cuts cuts = {};
  std::map<std::string, std::uint64_t> violations = {};  // executions by invariant
  std::string order_error = {};  // of the first that could not pass the points of an `order`

  [[nodiscard]] std::uint64_t played() const { return executions + blocked + cut; }
  [[nodiscard]] std::uint64_t violation_count() const;
  void add(const Tally& other);
};

/// What became of a portion.
struct PortionResult {
  Tally tally;
  bool finished = false;
  std::vector<SearchNode> rest;         // the path from its fixed part on, to go on from
  std::vector<SourceRequest> requests;  // to places of the fixed part
  ExploredOutcomes violations;          // every distinct one, with the path of its first execution
};

/// Plays one execution by this strategy, with its draws and its log.
using PlayExploration = std::function<RunResult(Exploration&)>;

struct PortionOptions {
  /// Ends the portion after an execution, as played_max does: one that takes long is not played
  /// hundreds of times before anybody hears of it.
  std::uint64_t steps_max = std::numeric_limits<std::uint64_t>::max();
  /// Which violations are the same.
  std::function<std::string(const RunResult&)> key = violation_key;
};

/// Goes through a portion, up to `played_max` executions, blocked ones included. `exploration` is a
/// new one; what comes of it depends on nothing but the portion, the number and the options.
[[nodiscard]] PortionResult explore_portion(Exploration& exploration, const Portion& portion,
                                            std::uint64_t played_max, const PlayExploration& play,
                                            const PortionOptions& options = {});

/// For another process of the same program.
[[nodiscard]] std::string to_bytes(const PortionResult& result);
[[nodiscard]] PortionResult portion_result(std::string_view bytes);

}  // namespace rollcall
