#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <vector>

namespace rollcall::hardened {

/// The next deadline of each of many, and the earliest of them; ties by number.
///
/// Setting costs O(log n), asking nothing; 16 bytes each.
class DeadlineHeap {
 public:
  /// Requires number <= those that have one so far. Time::max(): none.
  void set(std::uint32_t number, Time deadline);

  /// Time::max() if nobody has one.
  [[nodiscard]] Time earliest() const {
    return heap_.empty() ? Time::max() : deadlines_[heap_.front()];
  }
  /// Whose that is. Requires that there is one.
  [[nodiscard]] std::uint32_t first() const { return heap_.front(); }

 private:
  static constexpr std::uint32_t kAbsent = 0xffffffff;

  [[nodiscard]] bool before(std::uint32_t left, std::uint32_t right) const;
  void place(std::uint32_t at, std::uint32_t number);
  void sift_up(std::uint32_t at);
  void sift_down(std::uint32_t at);
  void remove(std::uint32_t at);

  std::vector<Time> deadlines_;        // by number
  std::vector<std::uint32_t> places_;  // by number: where in heap_, or kAbsent
  std::vector<std::uint32_t> heap_;    // numbers
};

}  // namespace rollcall::hardened
