#pragma once

#include "sim/core/world.hpp"

#include <memory>
#include <utility>

namespace rollcall::sim {

/// Makes a T that lives as long as the execution: what tasks share that may outlive their maker, as
/// Go's garbage collector would keep it. No op.
///
/// It is destroyed once all tasks have ended, the last that was made first; ops of its destructor
/// do nothing. A T that throws as it is made is not kept.
///
///   auto& results = keep<channel<int>>(0U, "results");
///   spawn("worker", [&results] { results.send(1); });
///   // returns, and the worker may still send
template <typename T, typename... Arguments>
T& keep(Arguments&&... arguments) {
  struct Holder final : Kept {
    explicit Holder(Arguments&&... values) : value(std::forward<Arguments>(values)...) {}
    T value;
  };
  auto holder = std::make_unique<Holder>(std::forward<Arguments>(arguments)...);
  T& value = holder->value;
  World::current().keep(std::move(holder));
  return value;
}

}  // namespace rollcall::sim
