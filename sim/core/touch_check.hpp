#pragma once

#include "sim/trace/step_log.hpp"

#include <optional>

namespace rollcall {

/// The first step whose op has a touch that goes with it, kLock with kAcquire for one, but that
/// touched its object otherwise, or not at all; nullopt if there is none. Explorations lose
/// schedules of such an object: see Object. Checked are kLock, kOnce, kAcquire, kJoin, kAwaitZero.
/// One pass over the log.
[[nodiscard]] std::optional<Op> op_without_its_touch(const StepLog& log);

}  // namespace rollcall
