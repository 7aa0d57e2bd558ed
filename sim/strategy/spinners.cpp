#include "sim/strategy/spinners.hpp"

#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {

namespace {

// Whether an op of that kind may change nothing, and be done again at once.
bool may_look(OpKind kind) {
  switch (kind) {
    case OpKind::kYield:
    case OpKind::kSleep:
    case OpKind::kTryLock:
    case OpKind::kTryReadLock:
    case OpKind::kTrySend:
    case OpKind::kTryReceive:
    case OpKind::kTryAcquire:
    case OpKind::kSelect:
    case OpKind::kLength:
    case OpKind::kLoad:
    case OpKind::kReadModifyWrite:
    case OpKind::kRead:
    case OpKind::kInspect:
      return true;
    default:
      return false;
  }
}

}  // namespace

void Spinners::begin() {
  for (Looks& looks : looks_) {
    looks.task = TaskId::kNone;
  }
  spinning_.clear();
  any_ = false;
  last_.reset();
  era_ = 0;
  patience_ = 0;
}

void Spinners::settle(const Situation& situation) {
  if (!last_) {
    return;
  }
  const World& world = situation.world;
  const bool looked =
      may_look(last_->op.kind) && world.changes() == last_->changes && world.now() == last_->time;
  if (looked) {
    look(*last_, situation.choices);
    return;
  }
  ++era_;
  if (any_) {
    spinning_.clear();
    any_ = false;
  }
  if (index_of(last_->slot) < looks_.size()) {
    looks_[index_of(last_->slot)].task = TaskId::kNone;
  }
}

void Spinners::look(const Picked& last, Choices& choices) {
  constexpr std::size_t kSeenMax = 16;  // a loop over more is left to the fair walk
  if (index_of(last.slot) >= looks_.size()) {
    looks_.resize(index_of(last.slot) + 1);
  }
  Looks& looks = looks_[index_of(last.slot)];
  if (looks.task != last.task) {
    looks.task = last.task;
    looks.repetitions = 0;
    looks.era = era_;
    looks.seen.clear();
  }
  if (looks.era != era_) {
    looks.era = era_;
    looks.seen.clear();
  }
  if (std::find(looks.seen.begin(), looks.seen.end(), last.op) == looks.seen.end()) {
    if (looks.seen.size() < kSeenMax) {
      looks.seen.push_back(last.op);
    }
    return;
  }
  if (patience_ == 0) {
    patience_ = std::uint64_t{1} << choices.schedule(8);
  }
  if (++looks.repetitions >= patience_) {
    spinning_.insert(last.slot);
    any_ = true;
  }
}

const TaskSet& Spinners::others(const TaskSet& enabled) {
  others_ = enabled;
  others_.subtract(spinning_);
  if (others_.empty()) {
    spinning_.clear();
    any_ = false;
    others_ = enabled;
  }
  return others_;
}

void Spinners::picked(const Task& task, const World& world) {
  last_ = {.slot = task.slot,
           .task = task.id,
           .op = task.pending,
           .changes = world.changes(),
           .time = world.now()};
}

}  // namespace rollcall
