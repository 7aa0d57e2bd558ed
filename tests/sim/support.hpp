#pragma once

// What the tests of the engine share: playing one execution of a body at a seed.

#include "sim/core/world.hpp"
#include "sim/strategy/random.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"
#include "sim/sync/wait_group.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace rollcall {

/// Plays `body` as the root task of a fresh world, by the random walk of that seed.
template <typename Body>
RunResult run(std::uint64_t seed, Body&& body) {
  World world;
  RandomWalk strategy;
  return world.run({.seed = seed, .strategy = strategy}, std::forward<Body>(body));
}

/// The same in a world that may have been used before.
template <typename Body>
RunResult run_in(World& world, std::uint64_t seed, Body&& body) {
  RandomWalk strategy;
  return world.run({.seed = seed, .strategy = strategy}, std::forward<Body>(body));
}

struct Recorded {
  RunResult result;
  Trace trace;
};

template <typename Body>
Recorded run_recorded(std::uint64_t seed, Body&& body) {
  World world;
  RandomWalk strategy;
  Recorded recorded;
  recorded.result = world.run({.seed = seed, .strategy = strategy, .recording = &recorded.trace},
                              std::forward<Body>(body));
  return recorded;
}

/// Plays `body` under an order of points.
template <typename Body>
RunResult run_ordered(std::uint64_t seed, const std::vector<std::string>& order, Body&& body) {
  World world;
  RandomWalk strategy;
  return world.run({.seed = seed, .strategy = strategy, .order = order}, std::forward<Body>(body));
}

/// "deadlock: main waits to ..." or "" if nothing was found.
inline std::string finding(const RunResult& result) {
  return result.violation ? result.violation->invariant + ": " + result.violation->message : "";
}

/// Everything an execution came to, for comparing two of them.
inline std::string summary(const RunResult& result) {
  return std::to_string(result.trace_hash) + " steps " + std::to_string(result.steps) + " end " +
         to_text(result.end) + " " + finding(result) +
         (result.violation ? " step " + std::to_string(result.violation->step) + " by " +
                                 result.violation->task_name + ", " + result.violation->act
                           : "") +
         " " + result.order_error;
}

/// Spawns one task a body, and waits for all of them. For use inside an execution.
template <typename... Bodies>
void together(Bodies&&... bodies) {
  sim::wait_group ended("ended");
  ended.add(static_cast<std::int64_t>(sizeof...(bodies)));
  std::uint64_t number = 0;
  const auto start = [&](auto&& body) {
    sim::spawn({.name = {.text = "task", .number = ++number}},
               [&ended, body = std::forward<decltype(body)>(body)]() mutable {
                 body();
                 ended.done();
               });
  };
  (start(std::forward<Bodies>(bodies)), ...);
  ended.wait();
}

}  // namespace rollcall
