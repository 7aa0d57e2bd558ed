// How an execution ends: what it is called when nothing can happen any more, who was standing
// where, and the ending of its tasks.
#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {
namespace {

// Alive tasks in order of age.
std::vector<Task*> alive(const std::vector<std::unique_ptr<Task>>& tasks) {
  std::vector<Task*> found;
  for (const auto& task : tasks) {
    if (task->id != TaskId::kNone) {
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
      if (!blocked.empty()) {
        blocked += "; ";
      }
      blocked += standing(*task);
    }
  }
  if (blocked.empty()) {
    attention_ |= kOver;
    return;
  }
  const std::string cycle = wait_cycle();
  report(root_blocked || !cycle.empty() ? "deadlock" : "task-leak", blocked + cycle);
}

void World::conclude_order() {
  const std::optional<std::string_view> missing = points_.missing();
  if (!missing) {
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
  const Object* object = op.object == ObjectId::kNone ? nullptr : objects_[index_of(op.object) - 1];
  return std::string(op_word(op.kind)) +
         (object == nullptr ? "" : " " + std::string(object->name()));
}

// "register w1 #1 is about to lock wm.mu, held by dispatcher 1"
std::string World::standing(const Task& task) const {
  std::string text = task.name.str();
  text += (enabled_.contains(task.slot) ? " is about to " : " waits to ") + act(task.pending);
  const bool acquires =
      task.pending.kind == OpKind::kLock && task.pending.object != ObjectId::kNone;
  const Object* held = acquires ? objects_[index_of(task.pending.object) - 1] : nullptr;
  if (const auto holder = held == nullptr ? std::nullopt : held->holder()) {
    const Task* who = find(*holder);
    text += ", held by " + (who == nullptr ? "a task that has ended" : who->name.str());
  }
  return text;
}

// The root has returned; what is left are daemons. They may wait for work for ever, but not for
// each other's mutexes.
void World::conclude_ended() {
  running_ = nullptr;
  const std::string cycle = wait_cycle();
  if (!cycle.empty()) {
    report("deadlock", "daemons wait for each other" + cycle);
  }
}

// "; in a cycle: a -> b -> a" if tasks wait for each other's mutexes.
std::string World::wait_cycle() const {
  const auto waits_for = [&](const Task& task) -> const Task* {
    const std::size_t object = index_of(task.pending.object);
    if (task.pending.kind != OpKind::kLock || objects_[object - 1] == nullptr) {
      return nullptr;
    }
    const auto holder = objects_[object - 1]->holder();
    return holder ? find(*holder) : nullptr;
  };
  for (const Task* start : alive(tasks_)) {
    std::string path = start->name.str();
    const Task* task = waits_for(*start);
    for (std::size_t hops = 0; task != nullptr && hops < tasks_.size(); ++hops) {
      path += " -> " + task->name.str();
      if (task == start) {
        return "; in a cycle: " + path;
      }
      task = waits_for(*task);
    }
  }
  return "";
}

void World::record_end() {
  if (recording_ == nullptr) {
    return;
  }
  for (const Task* task : alive(tasks_)) {
    if (task->pending.kind != OpKind::kIdle) {
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
  choices_.stop_recording();
  std::vector<Task*> left = alive(tasks_);
  for (auto task = left.rbegin(); task != left.rend(); ++task) {
    leave(main_, *task);
    if ((*task)->id != TaskId::kNone) {
      abandon((*task)->slot);
    }
  }
  running_ = nullptr;
  enabled_.clear();
  paused_.clear();
  idle_.clear();
  at_point_.clear();
  timers_.clear();
  objects_.clear();
  task_count_ = 0;
  foreground_count_ = 0;
  attention_ = 0;
  steps_ = 0;
  now_ = Time{};
  violation_.reset();
  order_error_.clear();
  cancelling_ = false;
  current_ = nullptr;
}

// The task swallowed its cancellation: its stack stays as it is, and the slot gets a new one.
void World::abandon(Slot slot) {
  std::unique_ptr<Task>& task = tasks_[index_of(slot)];
  abandoned_.push_back(std::move(task));
  task = std::make_unique<Task>(slot, &fiber_main, this, stack_bytes_);
  free_slot(slot);
}

}  // namespace rollcall
