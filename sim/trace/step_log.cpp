#include "sim/trace/step_log.hpp"

namespace rollcall {

bool conflict(const Touch& left, const Touch& right) {
  if (left.object != right.object) {
    return false;
  }
  const auto both = [&](Access a, Access b) {
    return (left.access == a && right.access == b) || (left.access == b && right.access == a);
  };
  if (both(Access::kSend, Access::kReceive) || both(Access::kSend, Access::kTake)) {
    const Touch& send = left.access == Access::kSend ? left : right;
    const Touch& receive = left.access == Access::kSend ? right : left;
    return receive.nth == send.nth || receive.nth == send.needs || receive.nth == 0;
  }
  if (both(Access::kRead, Access::kAwait)) {
    return false;
  }
  if (left.access != right.access) {
    return true;
  }
  switch (left.access) {
    case Access::kRead:
    case Access::kShare:
    case Access::kIncrease:
    case Access::kDecrease:
    case Access::kAwait:
      return false;
    case Access::kWrite:
    case Access::kAcquire:
    case Access::kRelease:
    case Access::kSend:
    case Access::kReceive:
    case Access::kTake:
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
      return true;
  }
  return true;
}

Touch foreseen(Op op) {
  const auto touch = [&](Access access) { return Touch{.object = op.object, .access = access}; };
  switch (op.kind) {
    case OpKind::kLock:
    case OpKind::kOnce:
      return touch(Access::kAcquire);
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
  touches_.push_back(touch);
  ++steps_.back().touches_end;
}

void StepLog::let_go(TaskId task) {
  if (!steps_.empty()) {
    edges_.push_back(task);
    ++steps_.back().edges_end;
  }
}

std::span<const Touch> StepLog::touches(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : steps_[index - 1].touches_end;
  return std::span(touches_).subspan(begin, steps_[index].touches_end - begin);
}

std::span<const TaskId> StepLog::let_gone(std::size_t index) const {
  const std::size_t begin = index == 0 ? 0 : steps_[index - 1].edges_end;
  return std::span(edges_).subspan(begin, steps_[index].edges_end - begin);
}

}  // namespace rollcall
