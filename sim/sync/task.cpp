#include "sim/sync/task.hpp"

namespace rollcall::sim {

Time now() { return World::current().now(); }

void sleep(Duration duration) { World::current().sleep(duration); }

void yield() { static_cast<void>(World::current().announce({.kind = OpKind::kYield})); }

}  // namespace rollcall::sim
