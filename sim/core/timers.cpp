#include "sim/core/timers.hpp"

#include "sim/base/ensure.hpp"

namespace rollcall {

TimerId Timers::arm(Time deadline, TimerAction action) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(entries_.size()));
    entries_.emplace_back();
  }
  const std::uint32_t place = free_.back();
  free_.pop_back();
  Entry& entry = entries_[place];
  entry.action = action;
  ++entry.generation;
  pending_.set(place, {.deadline = deadline, .sequence = armed_count_++});
  return {.place = place, .generation = entry.generation};
}

bool Timers::cancel(TimerId id) {
  const bool pending = armed(id);
  if (pending) {
    take_out(id.place);
  }
  return pending;
}

TimerAction Timers::pop() {
  ensure(!pending_.empty(), "a timer is pending");
  const std::uint32_t place = pending_.first();
  take_out(place);
  return entries_[place].action;
}

void Timers::clear() {
  pending_.clear([this](std::uint32_t place) { free_.push_back(place); });
  armed_count_ = 0;
}

void Timers::take_out(std::uint32_t place) {
  pending_.remove(place);
  free_.push_back(place);
}

}  // namespace rollcall
