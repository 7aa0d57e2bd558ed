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
  entry.deadline = deadline;
  entry.sequence = armed_count_++;
  entry.action = action;
  ++entry.generation;
  heap_.push_back(place);
  place_at(static_cast<std::uint32_t>(heap_.size() - 1), place);
  sift_up(entry.heap_index);
  return {.place = place, .generation = entry.generation};
}

bool Timers::cancel(TimerId id) {
  if (id.generation == 0 || id.place >= entries_.size()) {
    return false;
  }
  const Entry& entry = entries_[id.place];
  const bool armed = entry.generation == id.generation && entry.heap_index < heap_.size() &&
                     heap_[entry.heap_index] == id.place;
  if (armed) {
    remove_at(entry.heap_index);
  }
  return armed;
}

TimerAction Timers::pop() {
  ensure(!heap_.empty(), "a timer is pending");
  const TimerAction action = entries_[heap_.front()].action;
  remove_at(0);
  return action;
}

void Timers::clear() {
  while (!heap_.empty()) {
    free_.push_back(heap_.back());
    heap_.pop_back();
  }
  armed_count_ = 0;
}

bool Timers::before(std::uint32_t left, std::uint32_t right) const {
  const Entry& a = entries_[left];
  const Entry& b = entries_[right];
  return a.deadline != b.deadline ? a.deadline < b.deadline : a.sequence < b.sequence;
}

void Timers::place_at(std::uint32_t heap_index, std::uint32_t entry) {
  heap_[heap_index] = entry;
  entries_[entry].heap_index = heap_index;
}

void Timers::sift_up(std::uint32_t heap_index) {
  const std::uint32_t moving = heap_[heap_index];
  while (heap_index > 0 && before(moving, heap_[(heap_index - 1) / 2])) {
    place_at(heap_index, heap_[(heap_index - 1) / 2]);
    heap_index = (heap_index - 1) / 2;
  }
  place_at(heap_index, moving);
}

void Timers::sift_down(std::uint32_t heap_index) {
  const std::uint32_t moving = heap_[heap_index];
  const auto size = static_cast<std::uint32_t>(heap_.size());
  for (std::uint32_t child = 2 * heap_index + 1; child < size; child = 2 * heap_index + 1) {
    if (child + 1 < size && before(heap_[child + 1], heap_[child])) {
      ++child;
    }
    if (!before(heap_[child], moving)) {
      break;
    }
    place_at(heap_index, heap_[child]);
    heap_index = child;
  }
  place_at(heap_index, moving);
}

void Timers::remove_at(std::uint32_t heap_index) {
  free_.push_back(heap_[heap_index]);
  const std::uint32_t last = heap_.back();
  heap_.pop_back();
  if (heap_index < heap_.size()) {
    place_at(heap_index, last);
    sift_up(heap_index);
    sift_down(entries_[last].heap_index);
  }
}

}  // namespace rollcall
