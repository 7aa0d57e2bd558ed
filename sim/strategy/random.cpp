#include "sim/strategy/random.hpp"

namespace rollcall {

Slot RandomWalk::pick(const Situation& situation) { return uniform_pick(situation); }

}  // namespace rollcall
