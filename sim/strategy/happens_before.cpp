#include "sim/strategy/happens_before.hpp"

#include "sim/base/ensure.hpp"
#include "sim/base/random.hpp"

#include <algorithm>
#include <utility>

namespace rollcall {
namespace {

// Whether a touch conflicts with every other on its object, so that all before it come before all
// after it.
bool is_barrier(const Touch& touch) {
  return touch.access == Access::kWrite || touch.access == Access::kAcquire ||
         touch.access == Access::kRelease;
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
  for (auto& [object, entries] : entries_) {
    std::erase_if(entries, [&](const Entry& entry) { return entry.step >= from; });
  }
  for (std::size_t index = from; index < log.count(); ++index) {
    add(index);
  }
}

void HappensBefore::join(Clock& into, const Clock& from) {
  if (into.size() < from.size()) {
    into.resize(from.size());
  }
  for (std::size_t i = 0; i < from.size(); ++i) {
    into[i] = std::max(into[i], from[i]);
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
      join(all, clocks_[i]);
    }
    jumps_.emplace_back(index, std::move(all));
  }
  // A timer's step cannot come before the clock has come to it. Any other step could: what waited
  // for a lock before the jump might have had it first.
  if (!jumps_.empty() && step.op.kind == OpKind::kFire) {
    join(known, jumps_.back().second);
  }
  if (own.empty()) {
    // Before a task's first step there is what made it.
    for (std::size_t i = 0; i < index; ++i) {
      const auto made = log_->let_gone(i);
      if (std::find(made.begin(), made.end(), step.task) != made.end()) {
        join(known, clocks_[i]);
      }
    }
  }
  Clock clock = known;
  if (!jumps_.empty()) {
    join(clock, jumps_.back().second);
  }
  for (std::size_t i = own.empty() ? 0 : previous; i < index; ++i) {
    const auto let_gone = log_->let_gone(i);
    if (std::find(let_gone.begin(), let_gone.end(), step.task) != let_gone.end()) {
      join(clock, clocks_[i]);
    }
  }
  for (const Touch& touch : log_->touches(index)) {
    const std::vector<Entry>& entries = entries_[touch.object];
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
      if (conflict(entry->touch, touch) && !covers(clock, entry->step)) {
        join(clock, clocks_[entry->step]);
      }
      if (is_barrier(entry->touch)) {
        break;
      }
    }
  }
  if (clock.size() <= index_of(step.task)) {
    clock.resize(index_of(step.task) + 1);
  }
  clock[index_of(step.task)] = static_cast<std::uint32_t>(index + 1);
  for (const Touch& touch : log_->touches(index)) {
    entries_[touch.object].push_back({.step = index, .touch = touch});
  }
  own.push_back(index);
  clocks_.push_back(std::move(clock));
  known_.push_back(std::move(known));
}

bool HappensBefore::covers(const Clock& clock, std::size_t step) const {
  const std::size_t task = index_of(log_->at(step).task);
  return task < clock.size() && clock[task] > step;
}

bool HappensBefore::before(std::size_t first, std::size_t second) const {
  return covers(clocks_[second], first);
}

std::vector<std::size_t> HappensBefore::rivals(std::size_t second) const {
  return rivals_among(log_->at(second).task, known_[second], second, log_->touches(second));
}

std::vector<std::size_t> HappensBefore::rivals_of_pending(TaskId task, const Touch& touch) const {
  const auto own = steps_of_.find(task);
  const Clock known =
      own == steps_of_.end() || own->second.empty() ? Clock{} : clocks_[own->second.back()];
  return rivals_among(task, known, log_->count(), {&touch, 1});
}

std::vector<std::size_t> HappensBefore::rivals_among(TaskId task, const Clock& known,
                                                     std::size_t end,
                                                     std::span<const Touch> touches) const {
  std::vector<std::size_t> found;
  for (const Touch& touch : touches) {
    const auto entries = entries_.find(touch.object);
    if (entries == entries_.end()) {
      continue;
    }
    bool lock_seen = false;
    for (auto entry = entries->second.rbegin(); entry != entries->second.rend(); ++entry) {
      if (entry->step >= end || log_->at(entry->step).task == task ||
          !conflict(entry->touch, touch) || !reversible(entry->touch, touch) ||
          covers(known, entry->step)) {
        continue;
      }
      // What comes before another rival is reached by reversing that one first. Not so the last
      // acquisition of a lock: while it lasted, others may have touched the lock without effect.
      const bool last_lock = touch.access == Access::kAcquire &&
                             entry->touch.access == Access::kAcquire &&
                             !std::exchange(lock_seen, true);
      const bool reached = std::any_of(found.begin(), found.end(), [&](std::size_t later) {
        return later > entry->step && before(entry->step, later);
      });
      if (last_lock || !reached) {
        found.push_back(entry->step);
      }
    }
  }
  std::sort(found.rbegin(), found.rend());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

std::vector<TaskId> HappensBefore::initials(std::size_t first, std::size_t second,
                                            TaskId task) const {
  std::vector<std::size_t> after;
  for (std::size_t i = first + 1; i < second; ++i) {
    if (!before(first, i)) {
      after.push_back(i);
    }
  }
  std::vector<TaskId> found;
  std::vector<TaskId> seen;
  for (const std::size_t i : after) {
    const TaskId own = log_->at(i).task;
    if (std::find(seen.begin(), seen.end(), own) != seen.end()) {
      continue;
    }
    seen.push_back(own);
    const bool is_first = std::none_of(after.begin(), after.end(), [&](std::size_t earlier) {
      return earlier < i && before(earlier, i);
    });
    if (is_first) {
      found.push_back(own);
    }
  }
  if (std::find(seen.begin(), seen.end(), task) == seen.end()) {
    // Its first step in there is `second` itself.
    const bool is_first = std::none_of(after.begin(), after.end(), [&](std::size_t earlier) {
      return second < log_->count() && before(earlier, second);
    });
    if (is_first) {
      found.push_back(task);
    }
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
