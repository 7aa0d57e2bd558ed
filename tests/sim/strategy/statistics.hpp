#pragma once

// Exact statistical oracles: seeds are fixed, so a test that passes always passes.

#include "sim/strategy/factory.hpp"
#include "tests/sim/support.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// Pearson's sum over `cells` outcomes that should be equally likely, in thousandths.
inline std::uint64_t chi_square(const std::map<std::string, std::uint64_t>& counts,
                                std::uint64_t cells) {
  std::uint64_t runs = 0;
  for (const auto& [outcome, count] : counts) {
    runs += count;
  }
  const std::uint64_t expected = runs / cells;
  std::uint64_t thousandths = 1000 * expected * (cells - counts.size());
  for (const auto& [outcome, count] : counts) {
    const std::uint64_t off = count > expected ? count - expected : expected - count;
    thousandths += 1000 * off * off / expected;
  }
  return thousandths;
}

/// For use inside an execution: spawns one task a body, lets each come to its first op, and then
/// lets all go at once.
template <typename... Bodies>
void line_up(Bodies&&... bodies) {
  World& world = World::current();
  std::vector<TaskId> tasks;
  const auto start = [&](auto&& body) {
    tasks.push_back(sim::spawn("runner", [&world, body = std::forward<decltype(body)>(body)] {
      world.pause(world.running().id);
      body();
    }));
  };
  (start(std::forward<Bodies>(bodies)), ...);
  world.await_idle();
  for (const TaskId task : tasks) {
    world.resume(task);
  }
}

/// How often `outcome(seed)`'s string came, over seeds 0 to runs - 1. `play` returns the outcome of
/// one execution in that world by that strategy.
template <typename Play>
std::map<std::string, std::uint64_t> outcomes(std::uint64_t runs, Strategy& strategy, Play play) {
  World world;
  std::map<std::string, std::uint64_t> counts;
  for (std::uint64_t seed = 0; seed < runs; ++seed) {
    ++counts[play(world, strategy, seed)];
  }
  return counts;
}

/// Two tasks that are lined up do `a` and `b` ops on one atomic: the order of their letters.
inline std::string straight(World& world, Strategy& strategy, std::uint64_t seed, int a, int b) {
  std::string order;
  world.run({.seed = seed, .strategy = strategy}, [&] {
    sim::atomic<int> x(0, "x");
    const auto ops = [&](char letter, int count) {
      return [&order, &x, letter, count] {
        for (int i = 0; i < count; ++i) {
          x.store(i);
          order += letter;
        }
      };
    };
    line_up(ops('a', a), ops('b', b));
    World::current().await_idle();
  });
  return order;
}

}  // namespace rollcall
