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

bool is_foreground_end(const Touch& touch) {
  return touch.object == kForeground && touch.access == Access::kDecrease;
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
    if (better && !sleeps(place, candidate.task)) {
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
  for (const SearchNode::Explored& outcome : above.sleeping) {
    // An outcome that did not sleep there is among the explored ones, if its task was taken there.
    if (outcome.asleep || !has(above.explored, outcome.task)) {
      go_on_sleeping(above, outcome, place);
    }
  }
  for (const SearchNode::Explored& outcome : above.explored) {
    go_on_sleeping(above, outcome, place);
  }
  std::erase_if(place.sleeping, [&](const SearchNode::Explored& outcome) {
    return std::none_of(place.sleeping.begin(), place.sleeping.end(), [&](const auto& other) {
      return other.task == outcome.task && other.asleep;
    });
  });
}

void PartialOrder::go_on_sleeping(const SearchNode& above, const SearchNode::Explored& outcome,
                                  SearchNode& place) {
  if (outcome.task != above.taken) {
    place.sleeping.push_back(outcome);
    bool& asleep = place.sleeping.back().asleep;
    asleep = asleep && !outcome.ends && !wakes(path_.size() - 1, outcome);
  }
}

// Whether a step conflicts with what was explored above it and sleeps.
bool PartialOrder::wakes(std::size_t step, const SearchNode::Explored& asleep) {
  for (const Touch& first : log_.all_touches(step)) {
    for (const Touch& second : asleep.touches) {
      if (!conflict(first, second)) {
        continue;
      }
      const bool would_end_all = is_foreground_end(second) && first.access == Access::kWhile;
      if (!would_end_all || second.needs == 0 || follows_all_ends(step, asleep.place)) {
        return true;
      }
    }
  }
  return false;
}

// A daemon's step, after which one task is left that is none. Had that one ended at `place`, as it
// was explored there, the execution would have been over before this step: unless one of the tasks
// that have ended since can do so after it.
bool PartialOrder::follows_all_ends(std::size_t step, std::size_t place) {
  order_.update(log_, known_);
  bool some_ended = false;
  for (std::size_t index = place; index < step; ++index) {
    const auto touches = log_.all_touches(index);
    if (std::any_of(touches.begin(), touches.end(), &is_foreground_end)) {
      some_ended = true;
      if (!order_.before(index, step)) {
        return false;
      }
    }
  }
  return some_ended;
}

// All that the step after this place touched is in the log.
void PartialOrder::finish_step(std::size_t index) {
  SearchNode::Explored& current = path_[index].current;
  current.task = path_[index].taken;
  current.place = index;
  for (const Touch& touch : log_.all_touches(index)) {
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
  if (log_.reused()) {
    touch_again();
  }
  order_.update(log_, known_);
  for (std::size_t second = known_; second < log_.count(); ++second) {
    want(order_.reversals(second), log_.at(second).task);
  }
  for (const StepLog::Ended& ended : log_.ended()) {
    if (ended.step >= known_) {
      follow(ended.task, ended.step);
    }
    // Steps that came later, new ones among them, may have come before its own and its end.
    follow(ended.task, log_.count());
  }
  if (!blocked_) {
    follow_pending();
  }
  if (bounds_.early_timers > 0) {
    follow_clock();
  }
}

// It turned out that steps touch more than they said. What was gone through before is as it was:
// had it been there, it would have turned out then.
void PartialOrder::touch_again() {
  for (std::size_t index = 0; index < path_.size(); ++index) {
    finish_step(index);
  }
  known_ = 0;
  cuts_.reuse = cuts_.reuse || fixed_ > 0;
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
    if (left.enabled && has(last.enabled, left.task)) {
      last.current.ends = true;
      want(path_.size() - 1, {left.task}, left.task);
    }
    follow(left, log_.count());
  }
}

// A task that did not go on before step `end`, and after that never could.
void PartialOrder::follow(const StepLog::Left& left, std::size_t end) {
  if (end < path_.size() && has(path_[end].enabled, left.task)) {
    want(end, {left.task}, left.task);
  }
  std::vector<Touch> touches;
  if (const std::optional<Touch> touch = foreseen(left.op)) {
    touches.push_back(*touch);
  }
  if (left.group != ObjectId::kNone) {
    touches.push_back({.object = left.group, .access = Access::kAwait});
  }
  if (left.daemon && left.enabled) {
    // Whoever ends later than it goes on keeps the execution going until then.
    touches.push_back({.object = kForeground, .access = Access::kIncrease});
  }
  want(order_.reversals(
           {.task = left.task, .end = end, .enabled = left.enabled, .touches = touches}),
       left.task);
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
  std::vector<TaskId> tasks = order_.initials_before(step, end, kClockTask);
  std::erase(tasks, kClockTask);  // It waits there, and goes on in any case.
  return tasks;
}

void PartialOrder::want(const std::vector<Reversal>& reversals, TaskId preferred) {
  for (const Reversal& reversal : reversals) {
    want(reversal.first, reversal.initials, preferred);
  }
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
