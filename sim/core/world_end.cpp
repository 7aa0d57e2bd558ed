// How an execution ends: what it is called when nothing can happen any more, who was standing
// where, and the ending of its tasks.
#include "sim/core/touch_check.hpp"
#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {
namespace {

// Alive tasks in order of age, without the clock.
std::vector<Task*> alive(const std::vector<std::unique_ptr<Task>>& tasks) {
  std::vector<Task*> found;
  for (const auto& task : tasks) {
    if (task->id != TaskId::kNone && !task->is_clock()) {
      found.push_back(task.get());
    }
  }
  std::sort(found.begin(), found.end(),
            [](const Task* left, const Task* right) { return left->id < right->id; });
  return found;
}

}  // namespace

// A deadlock if the root itself is stuck, a leak if it has returned and left others behind. With
// tasks at a point of the order, or paused ones that could go on, the script is to blame and not
// the code.
void World::conclude_stuck() {
  running_ = nullptr;
  if (!at_point_.empty() || !enabled_.empty()) {
    attention_ |= kOver;  // conclude_order() says why, if it is the order.
    return;
  }
  std::string blocked;
  bool root_blocked = false;
  for (const Task* task : alive(tasks_)) {
    if (!task->daemon && !paused_.contains(task->slot)) {
      root_blocked = root_blocked || index_of(task->id) == 0;
      blocked += (blocked.empty() ? "" : "; ") + standing(*task);
    }
  }
  if (blocked.empty()) {
    attention_ |= kOver;
    return;
  }
  if (const std::vector<const Task*> cycle = wait_cycle(); !cycle.empty()) {
    report("deadlock", describe_cycle(cycle));
  } else if (const std::string held = lock_left_held(); !held.empty()) {
    report("lock-left-held", held + "; " + blocked);
  } else if (const std::string lost = lost_wakeup(); !lost.empty()) {
    report("lost-wakeup", lost + "; " + blocked);
  } else {
    report(root_blocked ? "deadlock" : "task-leak", blocked);
  }
}

void World::conclude_order() {
  const std::optional<std::string_view> missing = points_.missing();
  // A violation ends it within a point; points after that one were there to hold their tasks back.
  if (!missing || (violation_ && points_.all_arrived())) {
    return;
  }
  order_error_ = std::string(violation_ ? "the violation came before the order was met"
                                        : "order cannot be met") +
                 ": '" + std::string(*missing) + "' was never reached";
  for (const auto& [entry, slot] : at_point_) {
    const Task& task = *tasks_[index_of(slot)];
    order_error_ += ", and '" + task.name.str() + "' waits for its turn at a later point";
  }
}

// "lock wm.mu"
std::string World::act(Op op) const {
  const std::string object = objects_.text(op.object);
  return std::string(op_word(op.kind)) + (object.empty() ? "" : " " + object);
}

// "register w1 #1 is about to lock wm.mu, held by dispatcher 1"
std::string World::standing(const Task& task) const {
  std::string text = task.name.str();
  const bool waits = !enabled_.contains(task.slot);
  const Object* const object = objects_.find(task.pending.object);
  std::string awaited = waits && object != nullptr ? object->awaited(task) : "";
  if (task.pending == Op{.kind = OpKind::kSelect}) {
    awaited = "select among no channel but nil ones";
  }
  text +=
      (waits ? " waits to " : " is about to ") + (awaited.empty() ? act(task.pending) : awaited);
  std::string separator = ", held by ";
  for (const TaskId blocker : blockers(task)) {
    text += separator + task_text(blocker);
    separator = " and ";
  }
  return text;
}

// The root has returned; what is left are daemons. They may wait for work for ever, but not for
// each other's locks.
void World::conclude_ended() {
  running_ = nullptr;
  if (const std::vector<const Task*> cycle = wait_cycle(); !cycle.empty()) {
    report("deadlock", describe_cycle(cycle));
  } else if (const std::string held = lock_left_held(); !held.empty() && alive(tasks_).empty()) {
    report("lock-left-held", held);  // A daemon might have unlocked it.
  }
}

// The tasks each of which must do something before this one gets on.
std::vector<TaskId> World::blockers(const Task& task) const {
  const Object* const object = objects_.find(task.pending.object);
  const bool waits = object != nullptr && !enabled_.contains(task.slot);
  return waits ? object->blockers(task.id) : std::vector<TaskId>{};
}

// Tasks that wait for each other's locks, the oldest first; empty if there are none.
std::vector<const Task*> World::wait_cycle() const {
  for (const Task* start : alive(tasks_)) {
    if (std::vector<const Task*> cycle = cycle_through(*start); !cycle.empty()) {
      return cycle;
    }
  }
  return {};
}

// Depth first over who waits for whom. Each blocker must act, so one way back is enough.
std::vector<const Task*> World::cycle_through(const Task& start) const {
  std::vector<std::vector<const Task*>> open{{&start}};
  std::vector<const Task*> seen;
  while (!open.empty()) {
    std::vector<const Task*> path = std::move(open.back());
    open.pop_back();
    for (const TaskId id : blockers(*path.back())) {
      const Task* const next = find(id);
      if (next == &start) {
        const auto oldest = std::min_element(
            path.begin(), path.end(),
            [](const Task* left, const Task* right) { return left->id < right->id; });
        std::rotate(path.begin(), oldest, path.end());
        return path;
      }
      if (next != nullptr && std::find(seen.begin(), seen.end(), next) == seen.end()) {
        seen.push_back(next);
        open.push_back(path);
        open.back().push_back(next);
      }
    }
  }
  return {};
}

// "a waits to lock x, held by b; b waits to lock y, held by a; in a cycle: a -> b -> a"
std::string World::describe_cycle(const std::vector<const Task*>& cycle) const {
  std::string standings;
  std::string names;
  for (const Task* task : cycle) {
    standings += standing(*task) + "; ";
    names += task->name.str() + " -> ";
  }
  return standings + "in a cycle: " + names + cycle.front()->name.str();
}

// At the end of the step in which the running task came to a lock that another has.
void World::report_cycle(Op op) {
  if ((attention_ & kOver) != 0 || cancelling_) {
    return;
  }
  const Op done = std::exchange(running_->pending, op);
  enabled_.erase(running_->slot);
  const std::vector<const Task*> cycle = cycle_through(*running_);
  const std::string text = cycle.empty() ? "" : describe_cycle(cycle);
  running_->pending = done;
  enabled_.insert(running_->slot);
  if (!cycle.empty()) {
    report("deadlock", text);
  }
}

// "wm.mu is held by register w1 #1, which has ended"
std::string World::lock_left_held() const {
  for (const Object* object : objects_.all()) {
    for (const TaskId holder : object == nullptr ? std::vector<TaskId>{} : object->holders()) {
      if (find(holder) == nullptr) {
        return objects_.text(object->id()) + " is held by " + task_text(holder);
      }
    }
  }
  return "";
}

// "'b' waits on 'ready' though its condition holds"
std::string World::lost_wakeup() {
  std::string found;
  cancelling_ = true;
  asking_ = true;
  StepLog* const log = std::exchange(log_, nullptr);  // What asking touches is no step.
  for (const auto& [slot, condition] : conditions_) {
    const Op op = tasks_[index_of(slot)]->pending;
    if (op.kind != OpKind::kWoken || objects_.find(op.object) == nullptr) {
      continue;  // It was woken, or what it waits on is gone, and so may be the rest.
    }
    running_ = tasks_[index_of(slot)].get();
    bool holds = false;
    try {
      holds = condition->holds(condition->condition);
    } catch (...) {
      holds = false;  // It cannot say.
    }
    if (holds && found.empty()) {
      found = "'" + running_->name.str() + "' waits on " + objects_.text(running_->pending.object) +
              ", and what it waits for is there";
    }
  }
  running_ = nullptr;
  asking_ = false;
  cancelling_ = false;
  log_ = log;
  return found;
}

void World::await_condition(ConditionCheck* ready) {
  if (cancelling_) {
    return;
  }
  const Slot slot = running_->slot;
  std::erase_if(conditions_, [&](const auto& waiting) { return waiting.first == slot; });
  if (ready != nullptr) {
    conditions_.emplace_back(slot, ready);
  }
}

// How a task stands, for explorations.
StepLog::Left World::left(const Task& task) const {
  return {.task = task.id,
          .op = task.pending,
          .enabled = enabled_.contains(task.slot) && !paused_.contains(task.slot),
          .daemon = task.daemon,
          .group = task.group};
}

void World::record_end() {
  if (log_ != nullptr) {
    if (const auto op = violation_ ? std::nullopt : op_without_its_touch(*log_)) {
      report("wrong-touch", "the step '" + act(*op) +
                                "' does not touch its object as an exploration foresees: see the "
                                "page of Object");
    }
    for (const Task* task : alive(tasks_)) {
      log_->left(left(*task));
    }
    if (clock_) {
      const Task& clock = *tasks_[index_of(*clock_)];
      log_->left({.task = clock.id, .op = clock.pending, .enabled = !timers_.empty()});
    }
    for (const ArmedStep& step : armed_) {
      if (step.id != TaskId::kNone && !step.placed) {
        log_->left({.task = step.id,
                    .op = {.kind = OpKind::kFire, .object = step.object},
                    .daemon = true});
      }
    }
  }
  if (recording_ == nullptr) {
    return;
  }
  record_names();
  for (const Task* task : alive(tasks_)) {
    if (task->pending.kind != OpKind::kIdle && !task->is_step()) {
      recording_->standing.push_back(standing(*task));
    }
  }
  if (check_ != nullptr) {
    check_->at_end(*this);
  }
}

// Youngest first: a task's locals are mostly used by those it spawned.
void World::cancel_all() {
  cancelling_ = true;
  recording_ = nullptr;  // What dying tasks make and draw is no part of it.
  log_ = nullptr;
  races_ = nullptr;
  choices_.stop_recording();
  if (clock_) {
    Task& clock = *tasks_[index_of(*clock_)];
    clock.fire = {};
    clock.pending = {};
    clock.id = TaskId::kNone;
    free_slot(*clock_);
    clock_.reset();
  }
  std::vector<Task*> left = alive(tasks_);
  for (auto task = left.rbegin(); task != left.rend(); ++task) {
    if ((*task)->is_step()) {
      (*task)->fire = {};
      (*task)->id = TaskId::kNone;
      free_slot((*task)->slot);
      continue;
    }
    leave(main_, *task);
    if ((*task)->id != TaskId::kNone) {
      abandon((*task)->slot);
    }
  }
  end_objects();
  armed_.clear();
  free_armed_.clear();
  enabled_.clear();
  paused_.clear();
  idle_.clear();
  at_point_.clear();
  timers_.clear();
  task_count_ = 0;
  foreground_count_ = 0;
  conditions_.clear();
  sites_.clear();
  attention_ = 0;
  early_timers_ = 0;
  given_up_ = false;
  step_task_count_ = 0;
  repeating_count_ = 0;
  fired_count_ = 0;
  fruitless_steps_ = 0;
  fruitless_since_ = Time{};
  period_max_ = Duration{};
  log_ = nullptr;
  races_ = nullptr;
  steps_ = 0;
  now_ = Time{};
  violation_.reset();
  order_error_.clear();
  cancelling_ = false;
  current_ = nullptr;
  forget_abandoned();
}

// Each keeps its stack, as others may know what lies on it; but a search may abandon one in each of
// its executions, and a process has 65,530 mappings.
void World::forget_abandoned() {
  constexpr std::size_t kKeptMax = 1000;
  if (abandoned_.size() > kKeptMax) {
    abandoned_.erase(abandoned_.begin(), abandoned_.end() - kKeptMax / 2);
  }
}

// --- tasks that end alone ---

void World::end_tasks(std::span<const TaskId> tasks) {
  ensure(executing(), "tasks are ended while the execution goes on");
  Task* const self = running_;
  // A timer's step is done on the stack of whoever decided, and that may be one of them.
  ensure(!self->is_step(), "tasks are ended by a task");
  ensure(std::find(tasks.begin(), tasks.end(), self->id) == tasks.end(),
         "a task does not end itself");
  Fiber here;  // Stands for this stack until they are gone.
  home_ = &here;
  cancelling_ = ending_tasks_ = true;
  for (const TaskId id : tasks) {
    if (const Task* const found = find(id); found != nullptr && !found->is_step()) {
      if (log_ != nullptr) {
        log_->ended(left(*found));
      }
      end_task(*tasks_[index_of(found->slot)], here);
    }
  }
  cancelling_ = ending_tasks_ = false;
  home_ = &main_;
  running_ = self;
}

void World::end_task(Task& task, Fiber& here) {
  const Slot slot = task.slot;
  timers_.cancel(task.alarm);
  strategy_->ended(task);
  idle_.erase(slot);
  std::erase_if(conditions_, [&](const auto& waiting) { return waiting.first == slot; });
  std::erase_if(at_point_, [&](const auto& waiting) { return waiting.second == slot; });
  const bool daemon = task.daemon;
  leave(here, &task);
  if (task.id == TaskId::kNone) {
    return;
  }
  paused_.erase(slot);
  enabled_.erase(slot);
  if (!daemon) {
    leave_foreground();
  }
  abandon(slot);
}

// The task swallowed its cancellation: its stack stays as it is, and the slot gets a new one.
void World::abandon(Slot slot) {
  std::unique_ptr<Task>& task = tasks_[index_of(slot)];
  abandoned_.push_back(std::move(task));
  task = std::make_unique<Task>(slot);
  free_slot(slot);
}

}  // namespace rollcall
