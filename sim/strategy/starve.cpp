#include "sim/strategy/starve.hpp"

#include "sim/core/task.hpp"

namespace rollcall {

void Starve::begin(Choices& /*choices*/) {
  task_count_ = 0;
  starved_.reset();
}

void Starve::spawned(const Task& task, const Task* /*parent*/, Choices& choices) {
  ++task_count_;
  if (choices.schedule(task_count_) == 0) {
    starved_ = task.slot;
  }
}

void Starve::ended(const Task& task) {
  if (starved_ == task.slot) {
    starved_.reset();
  }
}

Slot Starve::pick(const Situation& situation) {
  if (!starved_ || !situation.enabled.contains(*starved_)) {
    const std::uint64_t rank = situation.choices.schedule(situation.enabled_count);
    return situation.enabled.nth(static_cast<std::uint32_t>(rank));
  }
  // Among the others: from the starved one on, ranks are one too low.
  const auto rank =
      static_cast<std::uint32_t>(situation.choices.schedule(situation.enabled_count - 1));
  const Slot slot = situation.enabled.nth(rank);
  return slot < *starved_ ? slot : situation.enabled.nth(rank + 1);
}

}  // namespace rollcall
