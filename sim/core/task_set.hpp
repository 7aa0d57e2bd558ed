#pragma once

#include "sim/core/select_bit.hpp"

#include <bit>
#include <cstdint>
#include <vector>

namespace rollcall {

/// A task's place in the world's task table. Reused when a task ends, so sets stay dense; a TaskId
/// is not.
enum class Slot : std::uint32_t {};

[[nodiscard]] constexpr std::uint32_t index_of(Slot slot) {
  return static_cast<std::uint32_t>(slot);
}

/// A set of slots as bits. The first 64 are kept inline, so that a world with few tasks works on
/// single words: freeing a mutex that 30 tasks wait for is one OR.
///
/// Order: by slot. No allocation below slot 64.
class TaskSet {
 public:
  void insert(Slot slot) {
    const std::uint32_t index = index_of(slot);
    word_for_write(index) |= bit(index);
  }

  void erase(Slot slot) {
    const std::uint32_t index = index_of(slot);
    if (index < 64) {
      first_ &= ~bit(index);
    } else if (index / 64 <= more_.size()) {
      more_[index / 64 - 1] &= ~bit(index);
    }
  }

  [[nodiscard]] bool contains(Slot slot) const {
    const std::uint32_t index = index_of(slot);
    if (index < 64) {
      return (first_ & bit(index)) != 0;
    }
    return index / 64 <= more_.size() && (more_[index / 64 - 1] & bit(index)) != 0;
  }

  /// Adds, or takes away, every member of `other`.
  void unite(const TaskSet& other) {
    first_ |= other.first_;
    if (!other.more_.empty()) [[unlikely]] {
      unite_more(other);
    }
  }
  void subtract(const TaskSet& other) {
    first_ &= ~other.first_;
    if (!more_.empty()) [[unlikely]] {
      subtract_more(other);
    }
  }

  void clear() {
    first_ = 0;
    more_.clear();
  }

  [[nodiscard]] bool empty() const { return count() == 0; }

  [[nodiscard]] std::uint32_t count() const {
    const auto inline_count = static_cast<std::uint32_t>(std::popcount(first_));
    return more_.empty() ? inline_count : inline_count + count_more();
  }

  /// The member with `rank` members before it. Requires rank < count().
  [[nodiscard]] Slot nth(std::uint32_t rank) const {
    const auto inline_count = static_cast<std::uint32_t>(std::popcount(first_));
    return rank < inline_count ? Slot{select_bit(first_, rank)} : nth_more(rank - inline_count);
  }

  /// Its bits, 64 slots a word: for tables by slot that work on words. Words from word_count() on
  /// are 0.
  [[nodiscard]] std::uint32_t word_count() const {
    return 1 + static_cast<std::uint32_t>(more_.size());
  }
  [[nodiscard]] std::uint64_t word(std::uint32_t index) const {
    if (index == 0) {
      return first_;
    }
    return index <= more_.size() ? more_[index - 1] : 0;
  }

  template <typename Visit>
  void for_each(Visit&& visit) const {
    for_each_bit(first_, 0, visit);
    for (std::uint32_t i = 0; i < more_.size(); ++i) {
      for_each_bit(more_[i], 64 * (i + 1), visit);
    }
  }

 private:
  static std::uint64_t bit(std::uint32_t index) { return std::uint64_t{1} << (index % 64); }

  template <typename Visit>
  static void for_each_bit(std::uint64_t word, std::uint32_t base, Visit& visit) {
    for (; word != 0; word &= word - 1) {
      visit(Slot{base + static_cast<std::uint32_t>(std::countr_zero(word))});
    }
  }

  std::uint64_t& word_for_write(std::uint32_t index) {
    return index < 64 ? first_ : grown_word(index);
  }

  std::uint64_t& grown_word(std::uint32_t index);
  void unite_more(const TaskSet& other);
  void subtract_more(const TaskSet& other);
  [[nodiscard]] std::uint32_t count_more() const;
  [[nodiscard]] Slot nth_more(std::uint32_t rank) const;

  std::uint64_t first_ = 0;
  std::vector<std::uint64_t> more_;  // more_[i] holds slots 64 * (i + 1) and up
};

}  // namespace rollcall
