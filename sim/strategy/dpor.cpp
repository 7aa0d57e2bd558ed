#include "sim/strategy/dpor.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/world.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

template <typename Range>
bool has(const Range& range, TaskId task) {
  return std::any_of(range.begin(), range.end(),
                     [&](const auto& element) { return element.task == task; });
}

bool has(const std::vector<TaskId>& tasks, TaskId task) {
  return std::find(tasks.begin(), tasks.end(), task) != tasks.end();
}

bool any_conflict(const std::vector<Touch>& left, const std::vector<Touch>& right) {
  return std::any_of(left.begin(), left.end(), [&](const Touch& a) {
    return std::any_of(right.begin(), right.end(), [&](const Touch& b) { return conflict(a, b); });
  });
}

}  // namespace

PartialOrder::PartialOrder(const Bounds& bounds) : Exploration(bounds) {
  ensure(!bounds.preemptions, "a preemption bound is for dfs: with sleep sets it loses states");
}

void PartialOrder::begin(Choices& /*choices*/) {
  depth_ = 0;
  blocked_ = false;
  given_up_ = false;
  analysed_ = false;
}

// --- playing ---

Slot PartialOrder::pick(const Situation& situation) {
  draw_count_ = 0;
  if (depth_ > 0 && depth_ == path_.size()) {
    finish_step(depth_ - 1);
  }
  if (depth_ < path_.size()) {
    return take(situation);
  }
  if (depth_ >= bounds_.steps) {
    return give_up_at_bound();
  }
  Node node;
  situation.enabled.for_each([&](Slot slot) {
    node.enabled.push_back({.task = situation.world.task(slot).id, .slot = slot});
  });
  std::sort(node.enabled.begin(), node.enabled.end(),
            [](const Candidate& a, const Candidate& b) { return a.task < b.task; });
  sleep_below(node);
  // Going on with the same task is the simplest schedule.
  const TaskId previous = situation.previous == nullptr ? TaskId::kNone : situation.previous->id;
  for (const Candidate& candidate : node.enabled) {
    const bool better = node.taken == TaskId::kNone || candidate.task == previous;
    if (better && !has(node.sleeping, candidate.task)) {
      node.taken = candidate.task;
    }
  }
  if (node.taken == TaskId::kNone) {
    return give_up_blocked();
  }
  node.to_explore.push_back(node.taken);
  path_.push_back(std::move(node));
  return take(situation);
}

// The step that is decided at the next place.
Slot PartialOrder::take(const Situation& situation) {
  const Node& node = path_[depth_++];
  const auto taken =
      std::find_if(node.enabled.begin(), node.enabled.end(),
                   [&](const Candidate& candidate) { return candidate.task == node.taken; });
  ensure(taken != node.enabled.end() && situation.enabled.contains(taken->slot) &&
             situation.world.task(taken->slot).id == node.taken,
         "equal choices lead to equal choices");
  return taken->slot;
}

std::uint64_t PartialOrder::draw(const Stream& /*stream*/, std::uint64_t count) {
  if (count > bounds_.draw_values) {
    cut_ = true;
    return 0;
  }
  std::vector<Drawn>& draws = path_[depth_ - 1].draws;
  if (draw_count_ == draws.size()) {
    draws.push_back({.value = 0, .count = count});
  }
  const Drawn& drawn = draws[draw_count_++];
  ensure(drawn.count == count, "equal choices lead to equal choices");
  log_.drawn(drawn.value);
  return drawn.value;
}

// What sleeps at a new place: what slept or was explored at the one above, and commutes with the
// step between them.
void PartialOrder::sleep_below(Node& node) {
  if (path_.empty()) {
    return;
  }
  const Node& above = path_.back();
  const auto touches = log_.touches(path_.size() - 1);
  const std::vector<Touch> step(touches.begin(), touches.end());
  for (const std::vector<Explored>* asleep : {&above.sleeping, &above.explored}) {
    for (const Explored& explored : *asleep) {
      if (!explored.ends && explored.task != above.taken && !any_conflict(explored.touches, step)) {
        node.sleeping.push_back(explored);
      }
    }
  }
}

// All that the step after this place touched is in the log.
void PartialOrder::finish_step(std::size_t index) {
  Explored& current = path_[index].current;
  current.task = path_[index].taken;
  for (const Touch& touch : log_.touches(index)) {
    if (std::find(current.touches.begin(), current.touches.end(), touch) == current.touches.end()) {
      current.touches.push_back(touch);
    }
  }
}

// --- deciding what to play next ---

bool PartialOrder::next() {
  analyse();
  while (!path_.empty()) {
    Node& node = path_.back();
    while (!node.draws.empty() && node.draws.back().value + 1 == node.draws.back().count) {
      node.draws.pop_back();
    }
    if (!node.draws.empty()) {
      ++node.draws.back().value;
      break;
    }
    node.explored.push_back(std::exchange(node.current, {}));
    const auto left = std::find_if(
        node.to_explore.begin(), node.to_explore.end(),
        [&](TaskId task) { return !has(node.explored, task) && !has(node.sleeping, task); });
    if (left != node.to_explore.end()) {
      node.taken = *left;
      break;
    }
    path_.pop_back();
  }
  known_ = path_.empty() ? 0 : path_.size() - 1;
  return !path_.empty();
}

std::uint64_t PartialOrder::signature() {
  analyse();
  return order_.signature();
}

void PartialOrder::analyse() {
  if (std::exchange(analysed_, true)) {
    return;
  }
  ensure(log_.count() == path_.size(), "every step was decided here");
  if (!path_.empty()) {
    finish_step(path_.size() - 1);
  }
  order_.update(log_, known_);
  for (std::size_t second = known_; second < log_.count(); ++second) {
    for (const std::size_t first : order_.rivals(second)) {
      reverse(first, second, log_.at(second).task);
    }
  }
  if (!given_up_) {
    follow_pending();
  }
}

// Tasks that have not ended: one that waits for a lock, or did until the last step, might have had
// it before; one that could have gone on instead of the last step was stopped by the end of the
// execution, so it must be seen going on before that.
void PartialOrder::follow_pending() {
  if (path_.empty()) {
    return;
  }
  Node& last = path_.back();
  for (const StepLog::Left& left : log_.left()) {
    if (!left.enabled || !has(last.enabled, left.task)) {
      for (const std::size_t first : order_.rivals_of_pending(left.task, foreseen(left.op))) {
        reverse(first, log_.count(), left.task);
      }
    } else {
      last.current.ends = true;
      add_to_source_set(last, {left.task}, left.task);
    }
  }
}

void PartialOrder::reverse(std::size_t first, std::size_t second, TaskId task) {
  add_to_source_set(path_[first], order_.initials(first, second, task), task);
}

void PartialOrder::add_to_source_set(Node& node, const std::vector<TaskId>& initials,
                                     TaskId preferred) {
  TaskId chosen = TaskId::kNone;
  for (const TaskId task : initials) {
    if (has(node.to_explore, task) || has(node.sleeping, task)) {
      return;
    }
    if (has(node.enabled, task) && (chosen == TaskId::kNone || task == preferred)) {
      chosen = task;
    }
  }
  if (chosen != TaskId::kNone) {
    node.to_explore.push_back(chosen);
  }
}

std::uint64_t PartialOrder::explored() const {
  std::uint64_t share = kWhole;
  std::uint64_t explored = 0;
  for (const Node& node : path_) {
    share /= node.to_explore.size();
    explored += share * node.explored.size();
    for (const Drawn& drawn : node.draws) {
      share /= drawn.count;
      explored += share * drawn.value;
    }
  }
  return std::max<std::uint64_t>(explored + share, 1);
}

}  // namespace rollcall
