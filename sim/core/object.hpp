#pragma once

#include "sim/base/op.hpp"

#include <cstdint>
#include <string_view>
#include <vector>

namespace rollcall {

class World;

/// Base of all shared objects: an ordinal in the running world and a name for people.
///
/// Made and used inside an execution only. `name` must outlive the execution: mostly it is a
/// literal.
class Object {
 public:
  explicit Object(std::string_view name);
  virtual ~Object();
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  [[nodiscard]] ObjectId id() const { return id_; }
  [[nodiscard]] std::string_view name() const { return {name_, name_size_}; }

  /// Its identity in all executions, whatever the schedule: who made it, as the how manieth.
  [[nodiscard]] std::uint64_t path() const { return path_; }

  /// The tasks each of which must do something before `waiter`, which is stopped at this object,
  /// gets on: the holder of a mutex. Empty if anybody may help.
  [[nodiscard]] virtual std::vector<TaskId> blockers(TaskId /*waiter*/) const { return {}; }

  /// The tasks that have it, if it is a lock.
  [[nodiscard]] virtual std::vector<TaskId> holders() const { return {}; }

 protected:
  [[nodiscard]] World& world() const { return world_; }
  /// Whether the execution that it was made in is under way, and not being torn down.
  [[nodiscard]] bool executing() const;
  /// The same, also while only some tasks are being ended: what it has armed must not fire.
  [[nodiscard]] bool in_execution() const;

 private:
  World& world_;
  const char* name_;
  std::uint64_t path_ = 0;
  // The size beside the id, as a million of these are to fit in memory; the id in the second half,
  // with what stands behind this (see net::Host).
  std::uint32_t name_size_;
  ObjectId id_;
  std::uint64_t execution_ = 0;
};

}  // namespace rollcall
