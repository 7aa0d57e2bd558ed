#include "sim/core/touch_check.hpp"

#include <algorithm>
#include <span>

namespace rollcall {
namespace {

bool has_its_touch(OpKind kind) {
  return kind == OpKind::kLock || kind == OpKind::kOnce || kind == OpKind::kAcquire ||
         kind == OpKind::kJoin || kind == OpKind::kAwaitZero;
}

}  // namespace

std::optional<Op> op_without_its_touch(const StepLog& log) {
  for (std::size_t index = 0; index < log.count(); ++index) {
    const Op op = log.at(index).op;
    if (!has_its_touch(op.kind) || op.object == ObjectId::kNone) {
      continue;
    }
    const std::span<const Touch> touches = log.touches(index);
    const auto of_object = [&](const Touch& touch) { return touch.object == op.object; };
    const std::optional<Touch> expected = foreseen(op);
    const bool none = std::none_of(touches.begin(), touches.end(), of_object);
    const bool right = std::any_of(touches.begin(), touches.end(), [&](const Touch& touch) {
      return of_object(touch) && expected && touch.access == expected->access;
    });
    // An acquisition of no permits takes none.
    if (!right && !(none && op.kind == OpKind::kAcquire)) {
      return op;
    }
  }
  return std::nullopt;
}

}  // namespace rollcall
