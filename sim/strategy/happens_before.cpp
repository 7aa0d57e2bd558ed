#include "sim/strategy/happens_before.hpp"

#include "sim/base/ensure.hpp"
#include "sim/base/random.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

bool takes_lock(const Touch& touch) {
  return touch.access == Access::kAcquire || touch.access == Access::kTryAcquire;
}

// Whether executions differ if only the order of these two does. What was done came before the last
// task ended that is no daemon, or it would not have been done: that it was done tells as much.
bool orders(const Touch& first, const Touch& second) {
  return first.object != kForeground && conflict(first, second);
}

// Whether another execution comes of doing the second first. The last task to end that is no daemon
// ends the execution, and what a daemon has done might not have been done. A task that a daemon
// started, and that is none, may have kept it going: with whichever other task.
bool races(const Touch& first, const Touch& second) {
  if (first.object != kForeground || second.object != kForeground) {
    return conflict(first, second);
  }
  const auto is = [&](Access one, Access other) {
    return first.access == one && second.access == other;
  };
  return (is(Access::kWhile, Access::kDecrease) && second.needs == 0) ||
         is(Access::kIncrease, Access::kDecrease) || is(Access::kDecrease, Access::kIncrease);
}

// Whether a touch conflicts with every other on its object, so that all before it come before all
// after it.
bool is_barrier(const Touch& touch) {
  return touch.access == Access::kWrite || touch.access == Access::kRelease || takes_lock(touch);
}

}  // namespace

void HappensBefore::update(const StepLog& log, std::size_t from) {
  log_ = &log;
  from = std::min(from, clocks_.size());
  clocks_.resize(from);
  known_.resize(from);
  std::erase_if(jumps_, [&](const auto& jump) { return jump.first >= from; });
  for (auto& [task, steps] : steps_of_) {
    std::erase_if(steps, [&](std::size_t step) { return step >= from; });
  }
  for (auto& [task, steps] : let_gone_by_) {
    std::erase_if(steps, [&](std::size_t step) { return step >= from; });
  }
  for (auto& [object, entries] : entries_) {
    std::erase_if(entries, [&](const Entry& entry) { return entry.step >= from; });
  }
  for (std::size_t index = from; index < log.count(); ++index) {
    add(index);
  }
}

void HappensBefore::add(std::size_t index) {
  const StepLog::Step& step = log_->at(index);
  std::vector<std::size_t>& own = steps_of_[step.task];
  const std::size_t previous = own.empty() ? 0 : own.back();
  Clock known = own.empty() ? Clock{} : clocks_[previous];
  if (step.after_jump != Jump::kNone) {
    Clock all = jumps_.empty() ? Clock{} : jumps_.back().second;
    for (std::size_t i = jumps_.empty() ? 0 : jumps_.back().first; i < index; ++i) {
      all.join(clocks_[i]);
    }
    jumps_.emplace_back(index, std::move(all));
  }
  // A timer's step cannot come before the clock has come to it. Any other step could: what waited
  // for a lock before the jump might have had it first.
  if (!jumps_.empty() && step.op.kind == OpKind::kFire) {
    known.join(jumps_.back().second);
  }
  if (own.empty()) {
    // Before a task's first step there is what made it.
    for (const std::size_t made : let_gone_by_[step.task]) {
      known.join(clocks_[made]);
    }
  }
  Clock clock = known;
  if (!jumps_.empty()) {
    clock.join(jumps_.back().second);
  }
  const std::vector<std::size_t>& let_gone_by = let_gone_by_[step.task];
  for (auto i = let_gone_by.rbegin(); i != let_gone_by.rend() && *i >= previous; ++i) {
    clock.join(clocks_[*i]);
  }
  for (const Touch& touch : log_->touches(index)) {
    const std::vector<Entry>& entries = entries_[touch.object];
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (orders(entry->touch, touch) && !covers(clock, entry->step)) {
        clock.join(clocks_[entry->step]);
      }
      if (is_barrier(entry->touch)) {
        break;
      }
    }
  }
  clock.set(index_of(step.task), static_cast<std::uint32_t>(index + 1));
  for (const Touch& touch : log_->all_touches(index)) {
    entries_[touch.object].push_back({.step = index, .touch = touch});
  }
  for (const TaskId let_gone : log_->let_gone(index)) {
    let_gone_by_[let_gone].push_back(index);
  }
  own.push_back(index);
  clocks_.push_back(std::move(clock));
  known_.push_back(std::move(known));
}

bool HappensBefore::covers(const Clock& clock, std::size_t step) const {
  return clock[index_of(log_->at(step).task)] > step;
}

bool HappensBefore::before(std::size_t first, std::size_t second) const {
  return covers(clocks_[second], first);
}

std::vector<Reversal> HappensBefore::reversals(std::size_t second) const {
  return reversals_of({.task = log_->at(second).task,
                       .end = second,
                       .known = known_[second],
                       .touches = log_->all_touches(second)});
}

std::vector<Reversal> HappensBefore::reversals(const PendingStep& second) const {
  const Clock none;
  const Clock* known = &none;
  if (const auto own = steps_of_.find(second.task); own != steps_of_.end()) {
    const auto last = std::lower_bound(own->second.begin(), own->second.end(), second.end);
    known = last == own->second.begin() ? &none : &clocks_[*std::prev(last)];
  }
  return reversals_of({.task = second.task,
                       .end = second.end,
                       .known = *known,
                       .touches = second.touches,
                       .pending = true,
                       .enabled = second.enabled});
}

std::vector<Reversal> HappensBefore::reversals_of(const Later& later) const {
  std::vector<Rival> rivals;
  for (const Touch& touch : later.touches) {
    add_rivals(later, touch, rivals);
  }
  std::sort(rivals.begin(), rivals.end(), [](const Rival& left, const Rival& right) {
    return std::pair(left.first, left.waited) > std::pair(right.first, right.waited);
  });
  std::vector<Reversal> found;
  for (const Rival& rival : rivals) {
    if (found.empty() || found.back().first != rival.first) {
      found.push_back({.first = rival.first, .initials = initials(rival, later)});
    }
  }
  return found;
}

// Goes back over the steps on one object. A rival that comes before another one is reached by
// reversing that one first: in the execution that comes of it, the two race again. That needs an op
// that could be done there, so ops that wait are looked at more closely.
//
// A lock can be acquired wherever nobody has it. Steps between its release and the acquisition
// before that cannot be reversed with, so the acquisition stands for them all.
// Other waits end after any number of steps, so each that could be reversed is a rival of its own.
void HappensBefore::add_rivals(const Later& later, const Touch& touch,
                               std::vector<Rival>& found) const {
  const auto entries = entries_.find(touch.object);
  const bool starts = touch.object == kForeground && touch.access == Access::kIncrease;
  if (entries == entries_.end() || touch.access == Access::kWhile || (starts && !later.pending)) {
    return;  // A daemon's step is nobody's rival: the ends of others are its.
  }
  const bool acquires = touch.access == Access::kAcquire;
  const bool takes_permits = touch.access == Access::kTake && !later.pending;
  const bool waits = touch.access == Access::kTake || touch.access == Access::kAwait ||
                     (!acquires && later.pending && !later.enabled);
  bool held = acquires && !later.enabled;
  for (auto entry = entries->second.rbegin(); entry != entries->second.rend(); ++entry) {
    // All touches before a barrier come before it, and so before whatever knows the barrier.
    if (entry->step < later.end && is_barrier(entry->touch) && covers(later.known, entry->step)) {
      break;
    }
    if (entry->step >= later.end || !races(entry->touch, touch)) {
      continue;
    }
    held = held || (acquires && entry->touch.access == Access::kRelease);
    if (held && !takes_lock(entry->touch)) {
      continue;
    }
    held = false;
    if (log_->at(entry->step).task == later.task || !reversible(entry->touch, touch) ||
        covers(later.known, entry->step)) {
      continue;
    }
    if (touch.object == kForeground && entry->touch.access == Access::kIncrease &&
        !can_end_without(entry->step)) {
      continue;
    }
    const bool took =
        entry->touch.access == Access::kTake || entry->touch.access == Access::kReceive;
    const bool counted = takes_permits && took;
    if (counted && !enough_before(*entry, later)) {
      continue;
    }
    const bool waited = waits && !counted;
    const bool reached = !waited && std::any_of(found.begin(), found.end(), [&](Rival other) {
      return other.first > entry->step && !other.waited && before(entry->step, other.first);
    });
    if (!reached) {
      found.push_back({.first = entry->step, .waited = waited});
    }
  }
}

// Whether as many tasks that are no daemons have ended without that step, a daemon's, as there were
// before it: then the execution could have been over without it.
bool HappensBefore::can_end_without(std::size_t step) const {
  std::uint64_t count = 0;
  std::uint64_t ended = 0;
  for (const Entry& entry : entries_.at(kForeground)) {
    const bool is_end = entry.touch.access == Access::kDecrease;
    ended += is_end && entry.step > step && !before(step, entry.step) ? 1U : 0U;
    if (entry.step == step && entry.touch.access == Access::kWhile) {
      count = entry.touch.needs;
    }
  }
  return ended >= count;
}

// Whether the permits that `later` took were there before somebody else took that one, and would be
// if what depends on that had not been done. Those of the beginning are sent by nobody.
bool HappensBefore::enough_before(const Entry& taken, const Later& later) const {
  const auto count = static_cast<std::uint64_t>(
      std::count_if(later.touches.begin(), later.touches.end(), [&](const Touch& touch) {
        return touch.object == taken.touch.object && touch.access == Access::kTake;
      }));
  const std::vector<Entry>& entries = entries_.at(taken.touch.object);
  std::uint64_t first = taken.touch.nth;
  for (const Entry& entry : entries) {
    first = entry.step == taken.step ? std::min(first, entry.touch.nth) : first;
  }
  return std::none_of(entries.begin(), entries.end(), [&](const Entry& sent) {
    return sent.touch.access == Access::kSend && sent.touch.nth == first + count - 1 &&
           sent.step > taken.step && before(taken.step, sent.step);
  });
}

bool HappensBefore::comes_before(std::size_t earlier, const Later& later) const {
  if (!later.pending) {
    return before(earlier, later.end);
  }
  const auto touches = log_->touches(earlier);
  return covers(later.known, earlier) ||
         std::any_of(touches.begin(), touches.end(), [&](const Touch& touch) {
           return std::any_of(later.touches.begin(), later.touches.end(),
                              [&](const Touch& own) { return orders(touch, own); });
         });
}

std::vector<TaskId> HappensBefore::initials_before(std::size_t first, std::size_t end,
                                                   TaskId task) const {
  const Clock none;
  return initials({.first = first},
                  {.task = task, .end = end, .known = none, .touches = {}, .pending = true});
}

// With each of these tasks a schedule can begin that has the later step before `rival.first`.
std::vector<TaskId> HappensBefore::initials(const Rival& rival, const Later& later) const {
  std::vector<std::size_t> between;
  for (std::size_t i = rival.first + 1; i < later.end; ++i) {
    if (!before(rival.first, i) && (!rival.waited || comes_before(i, later))) {
      between.push_back(i);
    }
  }
  std::vector<TaskId> found;
  std::vector<TaskId> seen;
  for (const std::size_t i : between) {
    const TaskId own = log_->at(i).task;
    if (std::find(seen.begin(), seen.end(), own) != seen.end()) {
      continue;
    }
    seen.push_back(own);
    const bool is_first = std::none_of(between.begin(), between.end(), [&](std::size_t earlier) {
      return earlier < i && before(earlier, i);
    });
    if (is_first) {
      found.push_back(own);
    }
  }
  // Its first step in there is the later one itself.
  if (std::find(seen.begin(), seen.end(), later.task) == seen.end() &&
      std::none_of(between.begin(), between.end(),
                   [&](std::size_t earlier) { return comes_before(earlier, later); })) {
    found.push_back(later.task);
  }
  return found;
}

std::uint64_t HappensBefore::signature() const {
  std::uint64_t sum = 0;
  for (std::size_t index = 0; index < clocks_.size(); ++index) {
    const StepLog::Step& step = log_->at(index);
    std::uint64_t past = 0;
    for (const auto& [task, steps] : steps_of_) {
      const auto known = static_cast<std::uint64_t>(
          std::count_if(steps.begin(), steps.end(),
                        [&](std::size_t other) { return covers(clocks_[index], other); }));
      if (known > 0) {
        past += mix(log_->at(steps.front()).path, known);
      }
    }
    sum += mix(mix(step.path, step.drawn), past);
  }
  return sum;
}

}  // namespace rollcall
