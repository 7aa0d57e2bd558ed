#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/priority_table.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace rollcall {

/// POS, partial order sampling: each pending op has a random priority, the highest enabled one is
/// done, and the ops that race with it are given new priorities, as they have just lost a race.
///
/// An op races with another if both are on one object and not both only look at it; so do those
/// that wait for it, as a lock that is held. An op that is about several objects, as a select,
/// counts as being on the one it announces.
///
/// Guarantee: for each partial order of an execution a lower bound of its probability that is
/// exponentially better than a random walk's, without any estimate. Weak where one task must be
/// overtaken by all others.
/// Cost: O(tasks / 64) per decision, and O(1) for each enabled task that has lost a race or shares
/// a word of 64 with one; a new priority is drawn only once its task is enabled. Source: Yuan,
/// Yang, Gu, "Partial order aware concurrency sampling", CAV 2018.
class Pos final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "pos"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] bool unfair() const override { return true; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  void ended(const Task& task) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  // The tasks whose pending op is on one object.
  struct Pending {
    TaskSet looking;   // only
    TaskSet changing;  // it, perhaps
  };

  void announced(Slot slot, Op op);
  void withdrawn(Slot slot, Op op);
  Pending& pending_on(ObjectId object);

  std::vector<Pending> pending_;  // by ObjectId
  TaskSet undrawn_;               // their priority is to be drawn when it is needed
  std::optional<Slot> picked_;    // did the last step, and has announced its next op since
  PriorityTable priorities_;
};

}  // namespace rollcall
