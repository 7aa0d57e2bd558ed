#pragma once

#include "sim/strategy/exploration.hpp"
#include "sim/strategy/happens_before.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace rollcall {

/// Dynamic partial-order reduction with source sets and sleep sets: one execution for each class of
/// executions that differ only in the order of steps that commute.
///
/// How it works: each execution is played to its end. For each two steps in it that conflict and
/// could have come the other way round, the place before the first gets one more task to begin
/// with, unless one that leads there is known already (source set). A task whose step was explored
/// at a place sleeps below its siblings until a step that conflicts with it wakes it up; an
/// execution in which all that could go on sleep has been seen before, and is given up (blocked).
///
/// Guarantee: every class at least once, and no two complete executions of one class, up to the
/// bound on steps; what a step touches is what it says in the log (see Access), and draws are gone
/// through in full. A violation ends its execution, and the others there go on without it in
/// executions of their own. No bound on preemptions: it does not go together with sleep sets. The
/// bound on early timers does: the clock's step conflicts with every other, so it comes after the
/// same steps in all executions of a class, and what is left of the bound there is the same, too.
/// Steps of daemons and timers before the last other task ends are seen in every set of their steps
/// that can come before that end. An execution that the bound on steps cuts is followed up to
/// there: what could have gone on instead is seen going on.
/// Not seen: the end of an object is no touch, so a use after it may be passed by; and of a cycle
/// of locks only one of the tasks that may close it is named. Cost: O(steps^2) an execution at
/// worst; memory as HappensBefore. Source: Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a
/// foundation for optimal dynamic partial order reduction", JACM 2017; Godefroid, "Partial-order
/// methods", LNCS 1032, for sleep sets.
class PartialOrder final : public Exploration {
 public:
  explicit PartialOrder(const Bounds& bounds);

  [[nodiscard]] std::string_view name() const override { return "dpor"; }
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// Of the last execution; equal for equivalent ones. After it has ended, before next().
  [[nodiscard]] std::uint64_t signature();

 private:
  void begin_execution() override { analysed_ = false; }
  void analyse() override;
  void sleep_below(SearchNode& place);
  void go_on_sleeping(const SearchNode& above, const SearchNode::Explored& outcome,
                      SearchNode& place);
  [[nodiscard]] bool wakes(std::size_t step, const SearchNode::Explored& asleep);
  [[nodiscard]] bool follows_all_ends(std::size_t step, std::size_t place);
  void finish_step(std::size_t index);
  void touch_again();
  void follow_pending();
  void follow(const StepLog::Left& left, std::size_t end);
  void follow_clock();
  void come_before(const std::vector<std::size_t>& steps, std::size_t end);
  void come_before_last(std::size_t begin, std::size_t end);
  [[nodiscard]] std::vector<TaskId> first_without(std::size_t step, std::size_t end) const;
  [[nodiscard]] bool is_clock(TaskId task) const {
    return bounds_.early_timers > 0 && task == kClockTask;
  }
  [[nodiscard]] bool clock_waits(const SearchNode& place) const {
    return is_clock(place.enabled.back().task);
  }
  void want(const std::vector<Reversal>& reversals, TaskId preferred);
  void want(std::size_t index, const std::vector<TaskId>& initials, TaskId preferred);

  bool analysed_ = true;  // nothing has been played
  HappensBefore order_;
};

}  // namespace rollcall
