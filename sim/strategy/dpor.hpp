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
/// executions of their own. No bound on preemptions: it does not go together with sleep sets.
/// Cost: O(steps^2) an execution at worst; memory O(steps * tasks).
/// Source: Abdulla, Aronis, Jonsson, Sagonas, "Source sets: a foundation for optimal dynamic
/// partial order reduction", JACM 2017; Godefroid, "Partial-order methods", LNCS 1032, for sleep
/// sets.
class PartialOrder final : public Exploration {
 public:
  explicit PartialOrder(const Bounds& bounds);

  [[nodiscard]] std::string_view name() const override { return "dpor"; }
  void begin(Choices& choices) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;
  [[nodiscard]] std::uint64_t draw(const Stream& stream, std::uint64_t count) override;
  [[nodiscard]] bool next() override;
  [[nodiscard]] std::uint64_t explored() const override;

  /// Of the last execution; equal for equivalent ones. After it has ended, before next().
  [[nodiscard]] std::uint64_t signature();

 private:
  struct Candidate {
    TaskId task = TaskId::kNone;
    Slot slot{};
  };
  struct Drawn {
    std::uint64_t value = 0;
    std::uint64_t count = 0;
  };
  // A task whose step was explored here, and all that this step touched, over its drawn values.
  struct Explored {
    TaskId task = TaskId::kNone;
    std::vector<Touch> touches;
    bool ends = false;  // it ended the execution: that comes after everything
  };
  // A place before a step.
  struct Node {
    std::vector<Candidate> enabled;
    TaskId taken = TaskId::kNone;
    Explored current;                // of `taken`, so far
    std::vector<Drawn> draws;        // within its step
    std::vector<TaskId> to_explore;  // the source set, `taken` and what was explored included
    std::vector<Explored> explored;
    std::vector<Explored> sleeping;  // when the place was reached
  };

  [[nodiscard]] Slot take(const Situation& situation);
  void sleep_below(Node& node);
  void finish_step(std::size_t index);
  void analyse();
  void follow_pending();
  void reverse(std::size_t first, std::size_t second, TaskId task);
  void add_to_source_set(Node& node, const std::vector<TaskId>& initials, TaskId preferred);

  std::vector<Node> path_;
  std::size_t depth_ = 0;       // places passed in this execution
  std::size_t draw_count_ = 0;  // in the current step
  std::size_t known_ = 0;       // steps that were analysed in an earlier execution
  bool analysed_ = false;
  HappensBefore order_;
};

}  // namespace rollcall
