#pragma once

#include "sim/base/op.hpp"

#include <optional>
#include <string_view>

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
  [[nodiscard]] std::string_view name() const { return name_; }

  /// The task without which no waiter gets on, if there is one: the holder of a mutex.
  [[nodiscard]] virtual std::optional<TaskId> holder() const { return std::nullopt; }

 protected:
  [[nodiscard]] World& world() const { return world_; }

 private:
  World& world_;
  ObjectId id_;
  std::string_view name_;
};

}  // namespace rollcall
