#pragma once

#include "sim/strategy/scribe.hpp"
#include "sim/trace/schedule.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace rollcall {

/// All schedules with few preemptions, by their number: first those with none, then with one, ...
/// Each is given once; its draws are always the same ones.
///
/// A schedule is grown from the execution of a smaller one, by one decision that is not the default
/// after its last. So each execution that next() names is to be told to add() before the next.
/// Source: Musuvathi, Qadeer, "Iterative context bounding", PLDI 2007.
class ContextBound {
 public:
  /// Gives schedules with fewer than `preemptions_end` preemptions. Of one number of preemptions it
  /// remembers at most `open_max` that are to come.
  ContextBound(std::vector<NamedDraw> draws, std::uint64_t preemptions_end, std::size_t open_max);

  /// nullopt: there are no more.
  [[nodiscard]] std::optional<Schedule> next();

  /// What the schedule that next() gave last came to.
  void add(const Scribe& played);

  /// Whether it has forgotten none.
  [[nodiscard]] bool complete() const { return complete_; }

 private:
  struct Grown {
    std::vector<Switch> switches;
    std::size_t choices_fixed = 0;  // decisions up to the last of switches
  };

  std::vector<NamedDraw> draws_;
  std::vector<std::deque<Grown>> open_;  // by count of preemptions
  std::size_t open_max_;
  bool complete_ = true;
  std::uint64_t preemption_count_ = 0;  // of current_
  Grown current_;
};

}  // namespace rollcall
