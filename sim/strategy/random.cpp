#include "sim/strategy/random.hpp"

namespace rollcall {

Slot RandomWalk::pick(const Situation& situation) {
  const std::uint64_t rank = situation.choices.schedule(situation.enabled_count);
  return situation.enabled.nth(static_cast<std::uint32_t>(rank));
}

}  // namespace rollcall
