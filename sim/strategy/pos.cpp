#include "sim/strategy/pos.hpp"

#include "sim/core/world.hpp"

namespace rollcall {

namespace {

bool only_looks(OpKind kind) {
  return kind == OpKind::kLoad || kind == OpKind::kRead || kind == OpKind::kLength ||
         kind == OpKind::kInspect;
}

}  // namespace

inline Pos::Pending& Pos::pending_on(ObjectId object) {
  if (index_of(object) >= pending_.size()) {
    pending_.resize(index_of(object) + 1);
  }
  return pending_[index_of(object)];
}

inline void Pos::announced(Slot slot, Op op) {
  if (op.object != ObjectId::kNone) {
    Pending& pending = pending_on(op.object);
    (only_looks(op.kind) ? pending.looking : pending.changing).insert(slot);
  }
}

inline void Pos::withdrawn(Slot slot, Op op) {
  if (op.object != ObjectId::kNone) {
    Pending& pending = pending_on(op.object);
    (only_looks(op.kind) ? pending.looking : pending.changing).erase(slot);
  }
}

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
  constexpr std::uint64_t kSeeds = std::uint64_t{1} << 63;
  const std::uint64_t seed = situation.choices.schedule(kSeeds);
  const Slot best = priorities_.best(situation.enabled, undrawn_, seed);
  undrawn_.subtract(situation.enabled);
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

}  // namespace rollcall
