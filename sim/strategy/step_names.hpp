#pragma once

#include "sim/base/op.hpp"
#include "sim/core/strategy.hpp"
#include "sim/trace/schedule.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace rollcall {

/// The default of a schedule: the running task if it is enabled, else the oldest enabled one; never
/// the clock.
[[nodiscard]] const Task& default_choice(const Situation& situation);

/// Where a step left its task, by the ids of this execution; see StepPlace.
struct StepPoint {
  TaskId task = TaskId::kNone;  // kNone: before the first step
  Op op;
  std::uint64_t nth = 0;  // 0: the task has ended
};

/// The labels of an execution's tasks, objects and places, kept by a strategy that sees every step.
///
/// Cost: O(log n) a step in the number of different ops done so far.
class StepNames {
 public:
  /// `early_timers` as the strategy says them: whether the clock is among the tasks.
  void begin(std::uint32_t early_timers);
  void named(TaskId id, const TaskName& name, const Task* parent);
  /// Where the last step left its task. Called once in each pick.
  [[nodiscard]] StepPoint arrive(const Situation& situation);
  /// This task does the next step.
  void picked(const Task& task);

  [[nodiscard]] const std::string& label(TaskId task) const { return task_labels_[index_of(task)]; }
  [[nodiscard]] std::optional<TaskId> task(const std::string& label) const;
  [[nodiscard]] StepPlace place(const StepPoint& point) const;
  [[nodiscard]] bool is_at(const StepPoint& point, const StepPlace& place) const;
  /// How often the task did this op on an object of this label.
  [[nodiscard]] std::uint64_t done_count(TaskId task, OpKind kind, const std::string& object) const;

 private:
  [[nodiscard]] std::string object_label(ObjectId object) const;
  std::string made_by(const std::string& maker, std::string_view name,
                      std::map<std::string, std::uint64_t>& counts);

  bool has_clock_ = false;
  std::vector<std::string> task_labels_;    // by TaskId
  std::vector<std::string> object_labels_;  // by ObjectId - 1; "" for one gone before it was seen
  std::map<std::string, TaskId> tasks_;
  std::map<std::string, std::uint64_t> task_counts_;  // of one maker and name
  std::map<std::string, std::uint64_t> object_counts_;
  std::map<std::tuple<TaskId, OpKind, ObjectId>, std::uint64_t> done_;
  TaskId last_ = TaskId::kNone;
  Slot last_slot_{};
};

}  // namespace rollcall
