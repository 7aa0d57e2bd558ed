#pragma once

#include "sim/base/op.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rollcall {

/// A stretch of one task's life between two of its releases: its `time`-th, counted from 1. No
/// stretch has time 0: it comes before everything.
struct Epoch {
  TaskId task = TaskId{};
  std::uint32_t time = 0;

  friend bool operator==(const Epoch&, const Epoch&) = default;
};

/// How much of each task's life has been seen: for each task the last stretch of it.
///
/// Clocks are ordered by covers(), partly; join() gives their least upper bound. Cost: O(1) for one
/// task, O(tasks) for the rest. Keeps its memory when cleared.
/// Source: Mattern, "Virtual time and global states of distributed systems", 1989.
class VectorClock {
 public:
  /// 0: nothing of that task.
  [[nodiscard]] std::uint32_t of(TaskId task) const {
    return index_of(task) < times_.size() ? times_[index_of(task)] : 0;
  }
  [[nodiscard]] Epoch epoch(TaskId task) const { return {.task = task, .time = of(task)}; }

  /// Whether all of that stretch has been seen.
  [[nodiscard]] bool covers(Epoch epoch) const { return epoch.time <= of(epoch.task); }

  /// The next stretch of that task begins.
  void advance(TaskId task) {
    grow(index_of(task) + 1);
    ++times_[index_of(task)];
  }

  /// Has seen what the other has, too.
  void join(const VectorClock& other) {
    grow(other.times_.size());
    for (std::size_t i = 0; i < other.times_.size(); ++i) {
      times_[i] = std::max(times_[i], other.times_[i]);
    }
  }

  void clear() { times_.clear(); }

 private:
  void grow(std::size_t size) {
    if (times_.size() < size) {
      times_.resize(size);
    }
  }

  std::vector<std::uint32_t> times_;  // by TaskId
};

}  // namespace rollcall
