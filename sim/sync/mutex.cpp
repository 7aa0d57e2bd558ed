#include "sim/sync/mutex.hpp"

namespace rollcall::sim {

bool mutex::try_lock() {
  if (!world().announce({.kind = OpKind::kTryLock, .object = id()}) || held()) {
    return false;
  }
  take();
  return true;
}

void mutex::report_unlocked() {
  World& world = this->world();
  world.report("panic", "task '" + world.running().name.str() + "' unlocks " + std::string(name()) +
                            ", which nobody holds");
}

}  // namespace rollcall::sim
