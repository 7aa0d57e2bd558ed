#include "sim/strategy/dpor.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/task.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

template <typename Range>
bool has(const Range& range, TaskId task) {
  return std::any_of(range.begin(), range.end(),
                     [&](const auto& element) { return element.task == task; });
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

// --- playing ---

Slot PartialOrder::pick(const Situation& situation) {
  if (depth_ > 0 && depth_ == path_.size()) {
    finish_step(depth_ - 1);
  }
  if (on_path()) {
    return take(situation);
  }
  if (depth_ >= bounds_.steps) {
    return give_up_at_bound();
  }
  SearchNode place = place_of(situation);
  sleep_below(place);
  // Going on with the same task is the simplest schedule.
  const TaskId previous = situation.previous == nullptr ? TaskId::kNone : situation.previous->id;
  for (const SearchNode::Candidate& candidate : place.enabled) {
    const bool better = place.taken == TaskId::kNone || candidate.task == previous;
    if (better && !has(place.sleeping, candidate.task)) {
      place.taken = candidate.task;
    }
  }
  if (place.taken == TaskId::kNone) {
    return give_up_blocked();
  }
  place.to_explore.push_back(place.taken);
  if (clock_waits(place) && place.taken != kClockTask) {
    place.to_explore.push_back(kClockTask);
  }
  path_.push_back(std::move(place));
  return take(situation);
}

// What sleeps at a new place: what slept or was explored at the one above, and commutes with the
// step between them.
void PartialOrder::sleep_below(SearchNode& place) {
  if (path_.empty()) {
    return;
  }
  const SearchNode& above = path_.back();
  const auto touches = log_.touches(path_.size() - 1);
  const std::vector<Touch> step(touches.begin(), touches.end());
  for (const std::vector<SearchNode::Explored>* asleep : {&above.sleeping, &above.explored}) {
    for (const SearchNode::Explored& explored : *asleep) {
      if (!explored.ends && explored.task != above.taken && !any_conflict(explored.touches, step)) {
        place.sleeping.push_back(explored);
      }
    }
  }
}

// All that the step after this place touched is in the log.
void PartialOrder::finish_step(std::size_t index) {
  SearchNode::Explored& current = path_[index].current;
  current.task = path_[index].taken;
  for (const Touch& touch : log_.touches(index)) {
    if (std::find(current.touches.begin(), current.touches.end(), touch) == current.touches.end()) {
      current.touches.push_back(touch);
    }
  }
}

// --- deciding what to play next ---

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
  if (bounds_.early_timers > 0) {
    follow_clock();
  }
}

// Tasks that have not ended: one that waits for a lock, or did until the last step, might have had
// it before; one that could have gone on instead of the last step was stopped by the end of the
// execution, so it must be seen going on before that.
void PartialOrder::follow_pending() {
  if (path_.empty()) {
    return;
  }
  SearchNode& last = path_.back();
  for (const StepLog::Left& left : log_.left()) {
    if (is_clock(left.task)) {
      continue;  // See follow_clock().
    }
    if (!left.enabled || !has(last.enabled, left.task)) {
      for (const std::size_t first : order_.rivals_of_pending(left.task, foreseen(left.op))) {
        reverse(first, log_.count(), left.task);
      }
    } else {
      last.current.ends = true;
      want(path_.size() - 1, {left.task}, left.task);
    }
  }
}

// Where the clock may go on early, it is to be seen doing so after each set of steps that can come
// before: its step conflicts with all others. The races of such a step say so, but there is none
// where the clock was about to go on and no longer can. That is so where nothing else can go on and
// it jumps, and at the end: there it is to come before each step that none of the others follows.
// And after a step that took the last timer back: before that one.
void PartialOrder::follow_clock() {
  std::uint32_t budget = bounds_.early_timers;
  std::size_t begin = 0;                // what is before it comes before all that follows
  std::vector<std::size_t> took_timer;  // steps since the clock waited last
  for (std::size_t index = 0; index < log_.count() && budget > 0; ++index) {
    const Jump jump = log_.at(index).after_jump;
    const bool waits = clock_waits(path_[index]);
    if (jump != Jump::kNone || waits) {
      if (index >= known_) {
        come_before(took_timer, index);
      }
      took_timer.clear();
    }
    if (jump == Jump::kToTimer && index >= known_) {
      come_before_last(begin, index);
    }
    begin = jump == Jump::kNone ? begin : index;
    if (is_clock(log_.at(index).task)) {
      begin = index + 1;
      --budget;
    } else if (waits && index + 1 < log_.count() && !clock_waits(path_[index + 1]) &&
               log_.at(index + 1).after_jump == Jump::kNone) {
      took_timer.push_back(index);
    }
  }
  if (budget > 0 && !given_up_) {
    come_before(took_timer, log_.count());
    const auto timers_left =
        std::any_of(log_.left().begin(), log_.left().end(),
                    [&](const StepLog::Left& left) { return is_clock(left.task) && left.enabled; });
    if (timers_left || log_.last_jump() == Jump::kToTimer) {
      come_before_last(begin, log_.count());
    }
  }
}

// The clock is to go on before each of these steps, and after whatever of those up to `end` can.
void PartialOrder::come_before(const std::vector<std::size_t>& steps, std::size_t end) {
  for (const std::size_t step : steps) {
    for (const TaskId task : first_without(step, end)) {
      want(step, {task}, task);
    }
  }
}

// The same for the steps of [begin, end) that none of them follows. One way to begin is enough:
// below it the clock can go on itself, and its races say more.
void PartialOrder::come_before_last(std::size_t begin, std::size_t end) {
  for (std::size_t step = begin; step < end; ++step) {
    bool last = true;
    for (std::size_t later = step + 1; later < end && last; ++later) {
      last = !order_.before(step, later);
    }
    const std::vector<TaskId> tasks = last ? first_without(step, end) : std::vector<TaskId>();
    if (!tasks.empty()) {
      want(step, tasks, tasks.front());
    }
  }
}

// With whom a schedule can begin that has the steps of (step, end) which need not come after it.
std::vector<TaskId> PartialOrder::first_without(std::size_t step, std::size_t end) const {
  std::vector<TaskId> tasks = order_.initials(step, end, kClockTask);
  std::erase(tasks, kClockTask);  // It waits there, and goes on in any case.
  return tasks;
}

void PartialOrder::reverse(std::size_t first, std::size_t second, TaskId task) {
  want(first, order_.initials(first, second, task), task);
}

// The place is to be left by one of these tasks. One that is fixed is somebody else's: it may be
// satisfied meanwhile, so all that is wanted there is passed on.
void PartialOrder::want(std::size_t index, const std::vector<TaskId>& initials, TaskId preferred) {
  if (index >= fixed_) {
    add_to_source_set(path_[index], initials, preferred);
  } else if (!satisfies(path_[index], initials)) {
    const SourceRequest request{.place = index, .initials = initials, .preferred = preferred};
    if (std::find(requests_.begin(), requests_.end(), request) == requests_.end()) {
      requests_.push_back(request);
    }
  }
}

}  // namespace rollcall
