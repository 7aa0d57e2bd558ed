#pragma once

#include "sim/base/ensure.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <new>
#include <utility>
#include <vector>

namespace rollcall {

/// A vector that grows at its end, in segments of 32: references stay good, nothing is copied, and
/// a million elements waste no more than 32 of them.
///
/// That is what a deque does, but for the time: here an element costs a shift and two loads.
template <typename Element>
class SegmentedVector {
 public:
  SegmentedVector() = default;
  ~SegmentedVector() { clear(); }
  SegmentedVector(SegmentedVector&& other) noexcept { *this = std::move(other); }
  SegmentedVector& operator=(SegmentedVector&& other) noexcept {
    segments_.swap(other.segments_);
    std::swap(size_, other.size_);
    return *this;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

  /// Requires index < size().
  [[nodiscard]] Element& operator[](std::size_t index) { return *std::launder(place(index)); }
  [[nodiscard]] const Element& operator[](std::size_t index) const {
    return *std::launder(place(index));
  }
  /// Has the machine fetch it from memory while something else is done. Requires index < size().
  void prefetch(std::size_t index) const {
    constexpr std::size_t kLine = 64;
    const auto* const bytes = reinterpret_cast<const std::byte*>(place(index));
    for (std::size_t offset = 0; offset < sizeof(Element); offset += kLine) {
      __builtin_prefetch(bytes + offset);
    }
  }
  /// Requires !empty().
  [[nodiscard]] Element& back() { return (*this)[size_ - 1]; }

  template <typename... Arguments>
  Element& emplace_back(Arguments&&... arguments) {
    if (size_ == segments_.size() * kSegment) {
      segments_.push_back(std::make_unique_for_overwrite<Segment>());
    }
    Element* const added = std::construct_at(place(size_), std::forward<Arguments>(arguments)...);
    ++size_;
    return *added;
  }
  /// With new elements, as made by default. Requires size() <= size.
  void grow_to(std::size_t size) {
    while (size_ < size) {
      emplace_back();
    }
  }
  void clear() {
    while (size_ > 0) {
      std::destroy_at(place(--size_));
    }
    segments_.clear();
  }

  /// Where an element stands. Requires that it is one of these. O(size).
  [[nodiscard]] std::size_t index_of(const Element& element) const {
    std::size_t found = size_;
    for (std::size_t segment = 0; segment < segments_.size(); ++segment) {
      const Element* const first = place(segment * kSegment);
      if (!std::less<>()(&element, first) && std::less<>()(&element, first + kSegment)) {
        found = segment * kSegment + static_cast<std::size_t>(&element - first);
        break;
      }
    }
    ensure(found < size_, "an element is one of these, and no copy");
    return found;
  }

 private:
  static constexpr std::size_t kSegment = 32;

  struct Segment {
    alignas(Element) std::byte memory[kSegment * sizeof(Element)];
  };

  [[nodiscard]] Element* place(std::size_t index) const {
    return reinterpret_cast<Element*>(segments_[index / kSegment]->memory) + index % kSegment;
  }

  std::vector<std::unique_ptr<Segment>> segments_;
  std::size_t size_ = 0;
};

}  // namespace rollcall
