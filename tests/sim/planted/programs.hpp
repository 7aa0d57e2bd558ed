#pragma once

// What the planted programs share.

#include "sim/sync/channel.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <cstdint>
#include <string>
#include <utility>

namespace rollcall {

/// Ends the execution as one that shows the bug.
inline void show(std::string invariant) {
  World::current().report(std::move(invariant), "the planted bug shows");
}

/// Runs each body as a task and waits for all of them.
template <typename... Bodies>
void all_of(Bodies&&... bodies) {
  sim::wait_group ended("ended");
  ended.add(static_cast<std::int64_t>(sizeof...(bodies)));
  const auto start = [&](auto&& body) {
    sim::spawn("task", [&ended, body = std::forward<decltype(body)>(body)]() mutable {
      body();
      ended.done();
    });
  };
  (start(std::forward<Bodies>(bodies)), ...);
  ended.wait();
}

}  // namespace rollcall
