#include "scenarios/engine/coverage.hpp"

#include "model/probe/abstract_state.hpp"

#include <algorithm>

namespace rollcall {

namespace {

// What a program makes first it makes in each execution: its locks and queues. Calls, connections
// and replies come later, without end, and all count as one: else each would be news.
constexpr std::size_t kObjectsApart = 16;

std::uint64_t what(OpKind kind, Access access) {
  return (static_cast<std::uint64_t>(kind) << 8) | static_cast<std::uint64_t>(access);
}

}  // namespace

bool CoveredCheck::after_step(World& world) {
  const bool judged = check_.after_step(world);
  if (judged) {
    coverage_.states.add(abstract_state(ledger_));
  }
  return judged;
}

void Coverage::add_pairs(const StepLog& log) {
  last_.clear();
  for (std::size_t i = 0; i < log.count(); ++i) {
    const StepLog::Step& step = log.at(i);
    for (const Touch& touch : log.touches(i)) {
      const std::size_t object = index_of(touch.object);
      if (touch.object >= ObjectId{kWatchedObjects}) {
        continue;  // States tell of what a check watches.
      }
      Last& last = last_[object];
      const StepLog::Step& before = log.at(last.step);
      if (last.touch.object != ObjectId::kNone && before.task != step.task &&
          conflict(last.touch, touch)) {
        const std::uint64_t where = std::min(object, kObjectsApart);
        pairs.add(mix(mix(where, what(before.op.kind, last.touch.access)),
                      what(step.op.kind, touch.access)));
      }
      last = {.step = i, .touch = touch};
    }
  }
}

}  // namespace rollcall
