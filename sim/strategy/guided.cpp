#include "sim/strategy/guided.hpp"

#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {
namespace {

std::string times(std::uint64_t count) {
  return count == 0 ? "never" : count == 1 ? "once" : std::to_string(count) + " times";
}

}  // namespace

Guided::Guided(const Schedule& schedule, const Limits& limits)
    : schedule_(schedule), limits_(limits) {
  limits_.early_timers = std::max(limits.early_timers, early_timer_count(schedule));
  for (std::size_t i = 0; i < schedule.switches.size(); ++i) {
    by_task_[schedule.switches[i].at.task].push_back(i);
  }
  for (std::size_t i = 0; i < schedule.draws.size(); ++i) {
    by_draw_[{schedule.draws[i].stream, schedule.draws[i].nth}] = i;
  }
}

void Guided::begin(Choices& /*choices*/) {
  names_.begin(limits_.early_timers);
  guides_.clear();
  met_.assign(schedule_.switches.size(), false);
  refused_.assign(schedule_.switches.size(), "");
  drawn_.assign(schedule_.draws.size(), false);
  other_bounds_.clear();
  draw_counts_.clear();
}

void Guided::named(TaskId id, const TaskName& name, const Task* parent) {
  names_.named(id, name, parent);
  const auto found = by_task_.find(names_.label(id));
  guides_.push_back(found == by_task_.end() ? nullptr : &found->second);
}

Slot Guided::pick(const Situation& situation) {
  if (situation.world.steps() >= limits_.steps) {
    return kGiveUp;
  }
  const StepPoint point = names_.arrive(situation);
  const Task* const guided = guide(situation, point);
  const Task& task = guided != nullptr ? *guided : default_choice(situation);
  names_.picked(task);
  return task.slot;
}

// Whom the schedule says; null if it says nothing, or what cannot be.
const Task* Guided::guide(const Situation& situation, const StepPoint& point) {
  if (point.task == TaskId::kNone || guides_[index_of(point.task)] == nullptr) {
    return nullptr;
  }
  for (const std::size_t index : *guides_[index_of(point.task)]) {
    const Switch& change = schedule_.switches[index];
    if (!names_.is_at(point, change.at)) {
      continue;
    }
    const std::optional<TaskId> next = names_.task(change.next);
    const Task* const task = next ? situation.world.find(*next) : nullptr;
    if (task != nullptr && situation.enabled.contains(task->slot)) {
      met_[index] = true;
      return task;
    }
    refused_[index] = "there " + change.next +
                      (!next             ? " is not started yet"
                       : task == nullptr ? " has ended"
                                         : " waits to " + std::string(op_word(task->pending.kind)));
  }
  return nullptr;
}

std::uint64_t Guided::draw(const Stream& stream, std::uint64_t count) {
  const std::string name(stream.name());
  const auto found = by_draw_.find({name, ++draw_counts_[name]});
  if (found == by_draw_.end()) {
    return 0;
  }
  const NamedDraw& draw = schedule_.draws[found->second];
  if (draw.bound != count) {
    other_bounds_[found->second] = count;
    return 0;
  }
  drawn_[found->second] = true;
  return draw.value;
}

std::optional<std::string> Guided::stale() const {
  for (std::size_t i = 0; i < met_.size(); ++i) {
    if (!met_[i]) {
      const Switch& change = schedule_.switches[i];
      return "decision " + std::to_string(i + 1) + " (" + change.at.task + " until " +
             describe(change.at) + ", then " + change.next + "): " + why_unmet(i);
    }
  }
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    if (!drawn_[i]) {
      return why_undrawn(i);
    }
  }
  return std::nullopt;
}

std::string Guided::why_unmet(std::size_t index) const {
  const Switch& change = schedule_.switches[index];
  const std::optional<TaskId> task = names_.task(change.at.task);
  if (!task) {
    return "no task " + change.at.task + " was started";
  }
  if (!names_.task(change.next)) {
    return "no task " + change.next + " was started";
  }
  if (!refused_[index].empty()) {
    return refused_[index];
  }
  if (change.at.nth == 0) {
    return change.at.task + " did not end";
  }
  const std::uint64_t done = names_.done_count(*task, change.at.kind, change.at.object);
  const std::string op = std::string(place_word(change.at.kind)) +
                         (change.at.object.empty() ? "" : " " + change.at.object);
  return change.at.task + (done == 0 ? " never did " + op : " did " + op + " " + times(done));
}

std::string Guided::why_undrawn(std::size_t index) const {
  const NamedDraw& draw = schedule_.draws[index];
  const std::string text = "draw " + label("", draw.stream) + " " + ordinal(draw.nth);
  const auto other = other_bounds_.find(index);
  if (other != other_bounds_.end()) {
    return text + ": is of " + std::to_string(other->second) + " and not of " +
           std::to_string(draw.bound);
  }
  const auto count = draw_counts_.find(draw.stream);
  return text + ": that stream was drawn from " +
         times(count == draw_counts_.end() ? 0 : count->second);
}

}  // namespace rollcall
