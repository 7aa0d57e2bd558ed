#pragma once

#include "sim/base/ensure.hpp"
#include "sim/base/large_memory.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <utility>

namespace rollcall {

/// A vector that grows at its end, by segments: one of 32, then each twice as large as the one
/// before. References stay good, and nothing is copied; up to half is not used yet, and where that
/// is large (see LargeMemory) it is not memory yet, either. Less than 2^32 elements. Throws
/// std::bad_alloc.
///
/// That is what a deque does, but for the time: the table of segments is a few lines of the cache,
/// however many elements there are.
template <typename Element>
class SegmentedVector {
 public:
  SegmentedVector() = default;
  ~SegmentedVector() { clear(); }
  SegmentedVector(SegmentedVector&& other) noexcept { *this = std::move(other); }
  SegmentedVector& operator=(SegmentedVector&& other) noexcept {
    segments_.swap(other.segments_);
    std::swap(capacity_, other.capacity_);
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
    if (size_ == capacity_) {
      add_segment();
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
    for (std::size_t segment = 0; begin_of(segment) < capacity_; ++segment) {
      release_memory(segments_[segment], bytes_of(segment), alignof(Element));
    }
    capacity_ = 0;
  }

  /// Where an element stands. Requires that it is one of these. O(log size).
  [[nodiscard]] std::size_t index_of(const Element& element) const {
    std::size_t found = size_;
    for (std::size_t segment = 0; begin_of(segment) < capacity_; ++segment) {
      const Element* const first = segments_[segment];
      if (!std::less<>()(&element, first) && std::less<>()(&element, first + size_of(segment))) {
        found = begin_of(segment) + static_cast<std::size_t>(&element - first);
        break;
      }
    }
    ensure(found < size_, "an element is one of these, and no copy");
    return found;
  }

 private:
  static constexpr std::size_t kFirst = 32;  // elements of the first segment
  static constexpr std::size_t kSegments = 27;

  static std::size_t size_of(std::size_t segment) { return kFirst << segment; }
  static std::size_t begin_of(std::size_t segment) { return size_of(segment) - kFirst; }
  static std::size_t bytes_of(std::size_t segment) { return size_of(segment) * sizeof(Element); }

  // All is reckoned as if kFirst elements stood before: then segments begin at powers of two.
  // Requires shifted >= kFirst: never 0, which std::bit_width would look for.
  static std::size_t segment_of(std::size_t shifted) {
    constexpr int kTop = std::numeric_limits<std::size_t>::digits - 1 - std::countr_zero(kFirst);
    return static_cast<std::size_t>(kTop - __builtin_clzll(shifted));
  }
  [[nodiscard]] Element* place(std::size_t index) const {
    const std::size_t shifted = index + kFirst;
    const std::size_t segment = segment_of(shifted);
    return segments_[segment] + (shifted - size_of(segment));
  }

  void add_segment() {
    const std::size_t segment = segment_of(capacity_ + kFirst);
    ensure(segment < kSegments, "there are at most 2^32 elements");
    void* const memory = allocate_memory(bytes_of(segment), alignof(Element));
    segments_[segment] = static_cast<Element*>(memory);
    capacity_ += size_of(segment);
  }

  std::array<Element*, kSegments> segments_{};
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

}  // namespace rollcall
