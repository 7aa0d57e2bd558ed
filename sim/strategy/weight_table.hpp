#pragma once

#include "sim/core/task_set.hpp"

#include <cstdint>
#include <vector>

namespace rollcall {

/// Weights by slot, and a choice among all of them in proportion.
///
/// set() is O(1), choose() O(slots / 64 + 64). The weights add up to less than 2^64.
class WeightTable {
 public:
  void clear() {
    weights_.assign(weights_.size(), 0);
    block_sums_.assign(block_sums_.size(), 0);
    sum_ = 0;
  }

  [[nodiscard]] std::uint64_t sum() const { return sum_; }
  [[nodiscard]] std::uint64_t of(Slot slot) const {
    return index_of(slot) < weights_.size() ? weights_[index_of(slot)] : 0;
  }

  void set(Slot slot, std::uint64_t weight) {
    const std::uint32_t index = index_of(slot);
    if (index >= weights_.size()) {
      weights_.resize(64 * (std::size_t{index} / 64 + 1));
      block_sums_.resize(weights_.size() / 64);
    }
    const std::uint64_t more = weight - weights_[index];  // modulo 2^64
    weights_[index] = weight;
    block_sums_[index / 64] += more;
    sum_ += more;
  }

  /// The slot in whose part of the sum `point` lies, slots being in ascending order. Requires point
  /// < sum().
  [[nodiscard]] Slot choose(std::uint64_t point) const {
    std::uint32_t block = 0;
    for (; point >= block_sums_[block]; ++block) {
      point -= block_sums_[block];
    }
    std::uint32_t index = 64 * block;
    for (; point >= weights_[index]; ++index) {
      point -= weights_[index];
    }
    return Slot{index};
  }

 private:
  std::vector<std::uint64_t> weights_;
  std::vector<std::uint64_t> block_sums_;  // of 64 slots each
  std::uint64_t sum_ = 0;
};

}  // namespace rollcall
