#include "sim/strategy/round_robin.hpp"

#include <bit>

namespace rollcall {

namespace {

// The first member from `from` on, else the first of all. Requires that there is one.
Slot first_from(const TaskSet& members, std::uint32_t from) {
  std::uint64_t word = members.word(from / 64) & (~std::uint64_t{0} << (from % 64));
  std::uint32_t index = from / 64;
  while (word == 0) {
    index = index + 1 < members.word_count() ? index + 1 : 0;
    word = members.word(index);
  }
  return Slot{64 * index + static_cast<std::uint32_t>(std::countr_zero(word))};
}

}  // namespace

void RoundRobin::begin(Choices& /*choices*/) { next_ = Slot{}; }

Slot RoundRobin::pick(const Situation& situation) {
  const Slot slot = first_from(situation.enabled, index_of(next_));
  next_ = Slot{index_of(slot) + 1};
  return slot;
}

}  // namespace rollcall
