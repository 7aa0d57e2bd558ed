#pragma once

#include "sim/core/run.hpp"
#include "sim/trace/step_log.hpp"

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace rollcall {

class PoolLedger;

/// What the executions of one player have been through, and what of it is new.
///
/// Not for decisions of an execution, but a hunt that goes on until it sees nothing new decides by
/// it: the same executions give the same news, in order of first meeting.
class Coverage {
 public:
  /// Numbers that were met, and those of them that are new since they were last taken.
  class News {
   public:
    void add(std::uint64_t number) {
      // Mostly nothing has changed since the last time.
      if (number != last_ && met_.insert(number).second) {
        fresh_.push_back(number);
      }
      last_ = number;
    }
    [[nodiscard]] std::vector<std::uint64_t> take() { return std::exchange(fresh_, {}); }

   private:
    std::unordered_set<std::uint64_t> met_;  // unordered: never iterated
    std::vector<std::uint64_t> fresh_;
    std::uint64_t last_ = 0;
  };

  /// Whether the next execution is looked at for racing pairs, which takes half as long again.
  bool looks_for_pairs = false;

  News states;  // see abstract_state()
  News pairs;   // of steps that follow each other on an object and conflict: see add_pairs()

  /// Of each two steps of different tasks that touched an object one after the other, and whose
  /// order can matter: what each did, and to which of the objects that were made first.
  void add_pairs(const StepLog& log);

  StepLog steps;  // of the last execution, if it looked for pairs

 private:
  struct Last {
    std::size_t step = 0;
    Touch touch;
  };
  std::unordered_map<std::size_t, Last> last_;  // unordered: by object, never iterated
};

/// A check that also adds the pool's states to a coverage, whenever they may be judged.
class CoveredCheck final : public StepCheck {
 public:
  /// All must outlive this.
  CoveredCheck(StepCheck& check, const PoolLedger& ledger, Coverage& coverage)
      : check_(check), ledger_(ledger), coverage_(coverage) {}

  [[nodiscard]] bool after_step(World& world) override;
  void at_end(World& world) override { check_.at_end(world); }

 private:
  StepCheck& check_;
  const PoolLedger& ledger_;
  Coverage& coverage_;
};

}  // namespace rollcall
