#include "sim/core/task_set.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall {

std::uint64_t& TaskSet::grown_word(std::uint32_t index) {
  if (more_.size() < index / 64) {
    more_.resize(index / 64);
  }
  return more_[index / 64 - 1];
}

void TaskSet::unite_more(const TaskSet& other) {
  if (more_.size() < other.more_.size()) {
    more_.resize(other.more_.size());
  }
  for (std::size_t i = 0; i < other.more_.size(); ++i) {
    more_[i] |= other.more_[i];
  }
}

void TaskSet::subtract_more(const TaskSet& other) {
  const std::size_t common = std::min(more_.size(), other.more_.size());
  for (std::size_t i = 0; i < common; ++i) {
    more_[i] &= ~other.more_[i];
  }
}

std::uint32_t TaskSet::count_more() const {
  std::uint32_t count = 0;
  for (const std::uint64_t word : more_) {
    count += static_cast<std::uint32_t>(std::popcount(word));
  }
  return count;
}

Slot TaskSet::nth_more(std::uint32_t rank) const {
  for (std::uint32_t i = 0; i < more_.size(); ++i) {
    const auto here = static_cast<std::uint32_t>(std::popcount(more_[i]));
    if (rank < here) {
      return Slot{64 * (i + 1) + select_bit(more_[i], rank)};
    }
    rank -= here;
  }
  ensure(false, "nth() is asked for a member that exists");
  return Slot{};
}

}  // namespace rollcall
