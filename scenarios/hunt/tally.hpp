#pragma once

#include "scenarios/hunt/blocks.hpp"
#include "scenarios/hunt/index_set.hpp"
#include "scenarios/hunt/segment.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// Failures that are the same by signature: how often, and the smallest of them.
struct FoundFailure {
  FailureReport report = {};  // of the smallest: fewest steps, of these the lowest index
  std::uint64_t index = 0;    // of the smallest
  IndexSet failed = {};       // all that failed so
};

/// Why a hunt of one scenario and manager is over. That of several is over for the last in this
/// list that was one's reason: what was asked for comes before what kept it from being done.
enum class Stop {
  kNone,       // it is not
  kSeeds,      // all are played
  kStable,     // --until-stable
  kFailures,   // --max-failures
  kOrder,      // the scenario's `order` cannot be met
  kTime,       // --time
  kInterrupt,  // SIGINT
};

/// "seeds", "time", "max-failures": as the summary has it.
[[nodiscard]] std::string_view stop_text(Stop stop);

struct StopRules {
  std::uint64_t failures_max = 0;  // distinct ones; 0: no limit
  std::uint64_t stable_for = 0;    // executions without anything new; 0: no limit
};

/// What a hunt of one scenario and manager came to so far: segments added up in order of index.
///
/// Whatever is decided here follows from the executions up to an index, and from nothing else: so
/// it is the same for every number of worker processes. Of a hunt that is resumed it holds what was
/// there before.
class HuntTally {
 public:
  explicit HuntTally(StopRules rules = {}) : rules_(rules) {}

  /// Requires that what is of lower index and ever will be added is, and stop() == kNone.
  void add(const Segment& segment);

  /// Decided by the rules; else kNone.
  [[nodiscard]] Stop stop() const { return stop_; }

  [[nodiscard]] const IndexSet& tried() const { return tried_; }
  [[nodiscard]] const std::map<std::string, FoundFailure>& failures() const { return failures_; }
  [[nodiscard]] const std::set<std::uint64_t>& states() const { return states_; }
  [[nodiscard]] const std::set<std::uint64_t>& pairs() const { return pairs_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& marks() const { return marks_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t virtual_ns() const { return virtual_ns_; }
  [[nodiscard]] const std::string& order_error() const { return order_error_; }
  [[nodiscard]] std::uint64_t order_error_index() const { return order_error_index_; }
  /// Executions since something new was met, counted to the end of a group.
  [[nodiscard]] std::uint64_t nothing_new_for() const { return nothing_new_for_; }

 private:
  friend class Store;

  /// A block that was counted before.
  void count(const BlockCount& block);
  /// Filled with what was known before: decides as if it had just been added.
  void resume();
  [[nodiscard]] bool take_news(const Segment& segment);
  void decide(const Segment& segment);
  void decide_at(std::uint64_t end);

  StopRules rules_;
  Stop stop_ = Stop::kNone;
  IndexSet tried_;
  std::map<std::string, FoundFailure> failures_;  // by signature
  std::set<std::uint64_t> states_;
  std::set<std::uint64_t> pairs_;
  std::map<std::string, std::uint64_t> marks_;
  std::uint64_t steps_ = 0;
  std::uint64_t virtual_ns_ = 0;
  std::string order_error_;
  std::uint64_t order_error_index_ = 0;
  std::uint64_t nothing_new_for_ = 0;
  bool news_in_group_ = false;
};

/// Adds failures of one signature; the smaller one is kept.
void merge(FoundFailure& into, const FoundFailure& other);

}  // namespace rollcall
