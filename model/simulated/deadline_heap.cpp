#include "model/simulated/deadline_heap.hpp"

#include <algorithm>

namespace rollcall::hardened {

void DeadlineHeap::set(std::uint32_t number, Time deadline) {
  if (number >= deadlines_.size()) {
    deadlines_.resize(number + 1, Time::max());
    places_.resize(number + 1, kAbsent);
  }
  deadlines_[number] = deadline;
  const std::uint32_t at = places_[number];
  if (deadline == Time::max()) {
    if (at != kAbsent) {
      remove(at);
    }
  } else if (at == kAbsent) {
    heap_.push_back(number);
    sift_up(static_cast<std::uint32_t>(heap_.size() - 1));
  } else {
    sift_up(at);
    sift_down(places_[number]);
  }
}

bool DeadlineHeap::before(std::uint32_t left, std::uint32_t right) const {
  return deadlines_[left] != deadlines_[right] ? deadlines_[left] < deadlines_[right]
                                               : left < right;
}

void DeadlineHeap::place(std::uint32_t at, std::uint32_t number) {
  heap_[at] = number;
  places_[number] = at;
}

void DeadlineHeap::sift_up(std::uint32_t at) {
  const std::uint32_t number = heap_[at];
  while (at > 0 && before(number, heap_[(at - 1) / 2])) {
    place(at, heap_[(at - 1) / 2]);
    at = (at - 1) / 2;
  }
  place(at, number);
}

void DeadlineHeap::sift_down(std::uint32_t at) {
  const std::uint32_t number = heap_[at];
  for (;;) {
    std::uint32_t child = 2 * at + 1;
    if (child >= heap_.size()) {
      break;
    }
    if (child + 1 < heap_.size() && before(heap_[child + 1], heap_[child])) {
      ++child;
    }
    if (!before(heap_[child], number)) {
      break;
    }
    place(at, heap_[child]);
    at = child;
  }
  place(at, number);
}

void DeadlineHeap::remove(std::uint32_t at) {
  places_[heap_[at]] = kAbsent;
  const std::uint32_t last = heap_.back();
  heap_.pop_back();
  if (at < heap_.size()) {
    place(at, last);
    sift_up(at);
    sift_down(places_[last]);
  }
}

}  // namespace rollcall::hardened
