#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/priority_table.hpp"
#include "sim/strategy/profile.hpp"
#include "sim/strategy/weight_table.hpp"

#include <cstdint>
#include <optional>
#include <span>

namespace rollcall {

/// SURW, selectively uniform random walk: the ops of one set D come in an order that is uniform
/// among all orders of theirs; all other ops go in between by random priorities.
///
/// Each execution draws its D from the profile: the ops on one object that two tasks or more use,
/// with a probability proportional to its ops. The task that is to do the next op of D is drawn in
/// proportion to the ops of D that it and the tasks it has not yet spawned still have to do; until
/// it has done it, no other op of D is. A task about to do an op of D of which the profile did not
/// know counts as having one left, so that no task is invisible. With an empty profile D is empty:
/// all ops go by random priorities.
///
/// URW, the uniform random walk, is the same with everything in D.
///
/// Guarantee: with exact counts, and ops of D that do not wait for each other, each of the N orders
/// of D has the probability 1/N; a bug that m of them show is found with m/N. Else a heuristic.
/// Cost: O(tasks / 64 + 64) per op of D, O(1) per other op, below 64 tasks.
/// Source: Zhao et al., "Selectively uniform concurrency testing", ASPLOS 2025.
class Surw final : public Strategy {
 public:
  enum class Domain { kOneObject, kEverything };

  /// `profile` must outlive this.
  explicit Surw(const Profile& profile, Domain domain = Domain::kOneObject)
      : profile_(profile), domain_(domain) {}

  [[nodiscard]] std::string_view name() const override {
    return domain_ == Domain::kEverything ? "urw" : "surw";
  }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return true; }
  [[nodiscard]] bool unfair() const override { return true; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  void ended(const Task& task) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

 private:
  void draw_target(Choices& choices);
  void find_target(const World& world);
  void classify(const Task& task);
  void choose_candidates(const TaskSet& enabled, Choices& choices);
  [[nodiscard]] Slot choose_waiting(const TaskSet& enabled, Choices& choices) const;
  void set_priority(Slot slot, Choices& choices);

  const Profile& profile_;
  Domain domain_;
  const Profile::Target* target_ = nullptr;  // whose ops are D, if it is one object's
  std::span<const Profile::Count> counts_;   // of ops of D
  ObjectId target_id_ = ObjectId::kNone;     // in this execution, once the target has been made
  std::uint32_t object_count_ = 0;           // objects that have been compared with the target
  WeightTable remaining_;         // ops of D still to be done, not yet spawned descendants' too
  TaskSet announced_;             // tasks that have announced an op since the last decision
  TaskSet in_domain_;             // tasks whose announced op is in D
  TaskSet candidates_;            // for this decision
  std::optional<Slot> intended_;  // who does the next op of D
  PriorityTable priorities_;
};

}  // namespace rollcall
