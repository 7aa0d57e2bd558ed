#include "sim/strategy/pos.hpp"

#include "sim/core/world.hpp"

#include <bit>

namespace rollcall {

namespace {

bool only_looks(OpKind kind) {
  return kind == OpKind::kLoad || kind == OpKind::kRead || kind == OpKind::kLength ||
         kind == OpKind::kInspect;
}

}  // namespace

void Pos::begin(Choices& /*choices*/) {
  for (Pending& pending : pending_) {
    pending.looking.clear();
    pending.changing.clear();
  }
  undrawn_.clear();
  picked_.reset();
  priorities_.clear();
}

void Pos::spawned(const Task& task, const Task* /*parent*/, Choices& /*choices*/) {
  priorities_.enter(task);
  undrawn_.insert(task.slot);
  announced(task.slot, task.pending);
}

void Pos::ended(const Task& task) {
  if (picked_ == task.slot) {
    picked_.reset();
  } else {
    withdrawn(task.slot, task.pending);
  }
}

Slot Pos::pick(const Situation& situation) {
  if (picked_) {
    announced(*picked_, situation.world.task(*picked_).pending);
  }
  draw_missing(situation.enabled, situation.choices);
  const Slot best = priorities_.best(situation.enabled);
  const Op op = situation.world.task(best).pending;
  withdrawn(best, op);
  if (op.object != ObjectId::kNone) {
    const Pending& racing = pending_on(op.object);
    undrawn_.unite(racing.changing);
    if (!only_looks(op.kind)) {
      undrawn_.unite(racing.looking);
    }
  }
  undrawn_.insert(best);
  picked_ = best;
  return best;
}

void Pos::announced(Slot slot, Op op) {
  if (op.object != ObjectId::kNone) {
    Pending& pending = pending_on(op.object);
    (only_looks(op.kind) ? pending.looking : pending.changing).insert(slot);
  }
}

void Pos::withdrawn(Slot slot, Op op) {
  if (op.object != ObjectId::kNone) {
    Pending& pending = pending_on(op.object);
    (only_looks(op.kind) ? pending.looking : pending.changing).erase(slot);
  }
}

void Pos::draw_missing(const TaskSet& enabled, Choices& choices) {
  constexpr std::uint64_t kLevels = std::uint64_t{1} << 32;
  for (std::uint32_t i = 0; i < enabled.word_count(); ++i) {
    std::uint64_t word = enabled.word(i) & undrawn_.word(i);
    for (; word != 0; word &= word - 1) {
      priorities_.set(Slot{64 * i + static_cast<std::uint32_t>(std::countr_zero(word))},
                      static_cast<std::uint32_t>(choices.schedule(kLevels)));
    }
  }
  undrawn_.subtract(enabled);
}

Pos::Pending& Pos::pending_on(ObjectId object) {
  if (index_of(object) >= pending_.size()) {
    pending_.resize(index_of(object) + 1);
  }
  return pending_[index_of(object)];
}

}  // namespace rollcall
