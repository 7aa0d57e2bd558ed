#pragma once

#include "sim/base/op.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace rollcall {

/// The names of the tasks that ended last in an execution, for reports of what they left behind.
class EndedTasks {
 public:
  void add(TaskId id, TaskName name) { ring_[count_++ % ring_.size()] = {.id = id, .name = name}; }
  void clear() {
    ring_.fill({});
    count_ = 0;
  }
  /// nullopt if it has not ended, or too many have since.
  [[nodiscard]] std::optional<TaskName> name(TaskId id) const {
    for (const Entry& entry : ring_) {
      if (entry.id == id && id != TaskId::kNone) {
        return entry.name;
      }
    }
    return std::nullopt;
  }

 private:
  struct Entry {
    TaskId id = TaskId::kNone;
    TaskName name{};
  };

  static constexpr std::size_t kRemembered = 256;

  std::array<Entry, kRemembered> ring_{};
  std::size_t count_ = 0;
};

}  // namespace rollcall
