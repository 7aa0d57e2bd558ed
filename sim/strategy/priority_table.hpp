#pragma once

#include "sim/base/random.hpp"
#include "sim/core/task.hpp"
#include "sim/core/task_set.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

/// Priorities of tasks by slot, and who of a set has the highest one. Ties: the lower task id.
///
/// Slots are in blocks of 64, as in a TaskSet. A block remembers its best for the members it was
/// last asked about, so best() looks again only at members that have come or were given another
/// priority, and at the whole block only if its best has left. O(blocks) where nothing changed;
/// below 64 tasks there is one block.
class PriorityTable {
 public:
  void clear() { blocks_.assign(blocks_.size(), Block{}); }

  /// A task has come to its slot. It has no priority before set().
  void enter(const Task& task) {
    grow(index_of(task.slot));
    priorities_[index_of(task.slot)] = std::uint32_t{0xffffffff} - index_of(task.id);
  }

  /// Higher runs first. Requires that the slot's task was entered.
  void set(Slot slot, std::uint32_t level) {
    const std::uint32_t index = index_of(slot);
    priorities_[index] =
        std::uint64_t{level} << 32 | static_cast<std::uint32_t>(priorities_[index]);
    Block& block = blocks_[index / 64];
    block.members = block.best == index ? 0 : block.members & ~bit(index);
  }

  /// The member with the highest priority. Requires that there is one and that all have been set.
  [[nodiscard]] Slot best(const TaskSet& members) {
    return best_of_blocks(members, [&](std::uint32_t i) { return look(i, members.word(i), 0, 0); });
  }

  /// The same after those members that are in `unset` have been given levels, which are made from
  /// `seed` by splitmix64: a step of several hundred draws costs one.
  [[nodiscard]] Slot best(const TaskSet& members, const TaskSet& unset, std::uint64_t seed) {
    return best_of_blocks(members, [&](std::uint32_t i) {
      return look(i, members.word(i), members.word(i) & unset.word(i), seed);
    });
  }

 private:
  struct Block {
    std::uint64_t members = 0;  // those that `best` is the best of
    std::uint32_t best = 0;     // index of a slot; meaningless without members
  };

  void grow(std::uint32_t index) {
    if (index >= priorities_.size()) [[unlikely]] {
      priorities_.resize(64 * (std::size_t{index} / 64 + 1));
      blocks_.resize(priorities_.size() / 64);
    }
  }

  template <typename Look>
  Slot best_of_blocks(const TaskSet& members, Look look_at) {
    const std::uint32_t count = members.word_count();
    std::uint32_t index = look_at(0);
    for (std::uint32_t i = 1; i < count; ++i) {
      if (members.word(i) != 0) [[unlikely]] {
        const std::uint32_t other = look_at(i);
        const bool stays = members.word(index / 64) != 0 && priorities_[index] > priorities_[other];
        index = stays ? index : other;
      }
    }
    return Slot{index};
  }

  // The best of this block's members, of which `unset` are given a level. Without a branch on who
  // is better, which is random.
  std::uint32_t look(std::uint32_t number, std::uint64_t members, std::uint64_t unset,
                     std::uint64_t seed) {
    Block& block = blocks_[number];
    if (block.members == members && unset == 0) {
      return block.best;
    }
    const bool still_there = (block.members & members & ~unset & bit(block.best)) != 0;
    std::uint64_t others = members & ~unset & ~(still_there ? block.members : 0);
    std::uint32_t best = block.best;
    std::uint64_t top = still_there ? priorities_[best] : 0;
    const auto compare = [&](std::uint32_t index, std::uint64_t priority) {
      best = priority > top ? index : best;
      top = priority > top ? priority : top;
    };
    for (; others != 0; others &= others - 1) {
      const std::uint32_t index = lowest(number, others);
      compare(index, priorities_[index]);
    }
    for (; unset != 0; unset &= unset - 1) {
      const std::uint32_t index = lowest(number, unset);
      const std::uint64_t level = scramble(seed + index * 0x9e3779b97f4a7c15ULL) >> 32;
      const auto tie = static_cast<std::uint32_t>(priorities_[index]);
      compare(index, priorities_[index] = level << 32 | tie);
    }
    block = {.members = members, .best = best};
    return best;
  }

  static std::uint32_t lowest(std::uint32_t number, std::uint64_t word) {
    return 64 * number + static_cast<std::uint32_t>(std::countr_zero(word));
  }
  static std::uint64_t bit(std::uint32_t index) { return std::uint64_t{1} << (index % 64); }

  std::vector<std::uint64_t> priorities_;  // level, then what decides ties
  std::vector<Block> blocks_;
};

}  // namespace rollcall
