#include "sim/trace/step_log.hpp"

namespace rollcall {

bool conflict(const Touch& first, const Touch& second) {
  if (first.object != second.object) {
    return false;
  }
  const auto both = [&](Access a, Access b) {
    return (first.access == a && second.access == b) || (first.access == b && second.access == a);
  };
  if (both(Access::kSend, Access::kReceive) || both(Access::kSend, Access::kTake)) {
    const Touch& send = first.access == Access::kSend ? first : second;
    const Touch& receive = first.access == Access::kSend ? second : first;
    return receive.nth == send.nth || receive.nth == send.needs || receive.nth == 0;
  }
  if (first.access == Access::kJoin || second.access == Access::kJoin) {
    const Touch& other = first.access == Access::kJoin ? second : first;
    const Touch& join = first.access == Access::kJoin ? first : second;
    return other.access == Access::kWrite ||
           (other.access == Access::kDecrease && other.needs <= join.nth);
  }
  if (both(Access::kRead, Access::kAwait) || both(Access::kWhile, Access::kIncrease)) {
    return false;
  }
  if (first.object == kForeground && both(Access::kIncrease, Access::kDecrease)) {
    return false;  // Who starts a task is there himself, or has touched this as kWhile, too.
  }
  if (both(Access::kWhile, Access::kDecrease)) {
    // Only the decrease to zero matters: as it was, or as it would have been after the other.
    const Touch& decrease = first.access == Access::kDecrease ? first : second;
    return decrease.needs == 0 || (first.access == Access::kWhile && decrease.nth >= first.needs);
  }
  if (first.access != second.access) {
    return true;
  }
  switch (first.access) {
    case Access::kRead:
    case Access::kShare:
    case Access::kIncrease:
    case Access::kAwait:
    case Access::kJoin:
    case Access::kWhile:
      return false;
    case Access::kDecrease:
      return second.nth > first.needs;
    case Access::kWrite:
    case Access::kAcquire:
    case Access::kRelease:
    case Access::kSend:
    case Access::kReceive:
    case Access::kTake:
    case Access::kTryAcquire:
      return true;
  }
  return true;
}

bool reversible(const Touch& first, const Touch& second) {
  switch (second.access) {
    case Access::kAcquire:
      return first.access != Access::kRelease;
    case Access::kAwait:
      return first.access != Access::kRelease && first.access != Access::kDecrease;
    case Access::kTake:
      return first.access != Access::kSend;
    case Access::kRead:
    case Access::kWrite:
    case Access::kShare:
    case Access::kIncrease:
    case Access::kDecrease:
    case Access::kRelease:
    case Access::kSend:
    case Access::kReceive:
    case Access::kTryAcquire:
    case Access::kJoin:
    case Access::kWhile:
      return true;
  }
  return true;
}

std::optional<Touch> foreseen(Op op) {
  const auto touch = [&](Access access) { return Touch{.object = op.object, .access = access}; };
  switch (op.kind) {
    case OpKind::kLock:
    case OpKind::kTimedLock:
    case OpKind::kOnce:
      return touch(Access::kAcquire);
    case OpKind::kGranted:
    case OpKind::kSent:
    case OpKind::kReceived:
    case OpKind::kSelected:
    case OpKind::kWoken:
      return std::nullopt;
    case OpKind::kAwaitZero:
    case OpKind::kJoin:
      return touch(Access::kAwait);
    case OpKind::kAcquire:
      return touch(Access::kTake);
    case OpKind::kLoad:
    case OpKind::kRead:
    case OpKind::kLength:
    case OpKind::kInspect:
      return touch(Access::kRead);
    default:
      return touch(Access::kWrite);
  }
}

void StepLog::begin() {
  steps_.clear();
  touches_.clear();
  edges_.clear();
  left_.clear();
  ended_.clear();
  joins_.clear();
  reused_ = false;
  jumped_ = Jump::kNone;
}

void StepLog::step(TaskId task, std::uint64_t path, Op op) {
  steps_.push_back({.task = task,
                    .op = op,
                    .path = path,
                    .touches_end = static_cast<std::uint32_t>(touches_.size()),
                    .edges_end = static_cast<std::uint32_t>(edges_.size()),
                    .after_jump = jumped_});
  jumped_ = Jump::kNone;
}

void StepLog::touch(const Touch& touch) {
  Step& last = steps_.back();
  if (touch.object == kForeground) {
    touches_.push_back(touch);
    ++last.foreground;
  } else {
    touches_.insert(touches_.end() - last.foreground, touch);
  }
  ++last.touches_end;
}

// A task that counts down and then waits, in one step, may bring the counter to zero that another
// would else have brought there.
Touch StepLog::joining(std::size_t step, ObjectId counter) const {
  Touch join{.object = counter, .access = Access::kJoin};
  for (const Touch& touch : touches(step)) {
    if (touch.object == counter && touch.access == Access::kDecrease) {
      join.nth += touch.nth;
    }
  }
  return join;
}

void StepLog::join(ObjectId counter, std::uint64_t path) {
  joins_.emplace_back(steps_.size() - 1, counter);
  if (reusable_.contains(path)) {
    touch(joining(steps_.size() - 1, counter));
  }
}

void StepLog::reuse(ObjectId counter, std::uint64_t path) {
  if (!reusable_.insert(path).second) {
    return;
  }
  reused_ = true;
  for (const auto& [step, joined] : joins_) {
    if (joined == counter) {
      touches_.insert(touches_.begin() + (steps_[step].touches_end - steps_[step].foreground),
                      joining(step, counter));
      for (std::size_t later = step; later < steps_.size(); ++later) {
        ++steps_[later].touches_end;
      }
    }
  }
}

void StepLog::let_go(TaskId task) {
  if (!steps_.empty()) {
    edges_.push_back(task);
    ++steps_.back().edges_end;
  }
}

std::span<const Touch> StepLog::touches(std::size_t index) const {
  const std::span<const Touch> all = all_touches(index);
  return all.first(all.size() - steps_[index].foreground);
}

std::span<const Touch> StepLog::all_touches(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : steps_[index - 1].touches_end;
  return std::span(touches_).subspan(begin, steps_[index].touches_end - begin);
}

std::span<const TaskId> StepLog::let_gone(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : steps_[index - 1].edges_end;
  return std::span(edges_).subspan(begin, steps_[index].edges_end - begin);
}

}  // namespace rollcall
