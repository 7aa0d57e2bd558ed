#pragma once

#include "sim/core/world.hpp"

#include <cstdint>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace rollcall {

/// What a fixed number of executions under a random walk told of a program: the estimates that PCT
/// and SURW need, and how long an execution usually is.
///
/// Made once per program, from a seed that is the program's and not a hunt's, and never refreshed
/// by what a hunt sees: so an execution depends on its own seed alone. Tasks and objects are named
/// by their paths, which no schedule changes. An empty profile says that nothing is known.
struct Profile {
  /// Ops on one object that a task and its descendants do.
  struct Count {
    std::uint64_t task = 0;  // Task::path
    std::uint64_t ops = 0;   // > 0
  };

  /// An object that two tasks or more use.
  struct Target {
    std::uint64_t object = 0;   // Object::path
    std::uint64_t ops = 0;      // of all tasks
    std::vector<Count> counts;  // by task, ascending
  };

  // The 95th percentile of executions each: decisions among two or more enabled tasks, steps of any
  // kind, and those steps before which a timer was pending.
  std::uint64_t decisions = 0;
  std::uint64_t step_count = 0;
  std::uint64_t timed_steps = 0;
  std::vector<Target> targets;  // by object, ascending
  std::vector<Count> steps;     // ops of all kinds on anything; by task, ascending
};

/// When an unfair strategy has had its time: see Strategy::fair_after.
///
/// At 16 times the usual length all that it had planned has been done. What is still running then
/// waits in a loop, most likely, for a task that the strategy does not pick.
[[nodiscard]] std::uint64_t fair_after(const Profile& profile);

/// How often a program is played for its profile.
inline constexpr std::uint64_t kProfiledExecutions = 10;

/// The seed of each of these executions, by number: that of a random walk.
[[nodiscard]] inline std::uint64_t profiled_seed(std::uint64_t program_seed, std::uint64_t number) {
  return mix(program_seed, number);
}
/// Whether it is one of those. A search by a strategy that is profiled plays them first, by a
/// random walk, so that none is played in vain: the profile costs no execution.
[[nodiscard]] bool is_profiled_seed(std::uint64_t program_seed, std::uint64_t seed);

/// A random walk that counts what goes by, over any number of executions.
class Profiler final : public Strategy {
 public:
  [[nodiscard]] std::string_view name() const override { return "profile"; }
  void begin(Choices& choices) override;
  [[nodiscard]] bool sees_every_step() const override { return true; }
  void spawned(const Task& task, const Task* parent, Choices& choices) override;
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// Of the executions so far, the last one included. Each count is the largest that was seen.
  [[nodiscard]] Profile profile();

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;  // path of an object, path of a task

  void close_execution();
  [[nodiscard]] std::vector<Profile::Count> with_descendants(
      std::span<const Profile::Count> own) const;

  // One execution's.
  struct Counts {
    std::uint64_t decisions = 0;
    std::uint64_t steps = 0;
    std::uint64_t timed_steps = 0;
  };

  [[nodiscard]] std::uint64_t percentile_95(std::uint64_t Counts::*count) const;

  Counts running_counts_;
  std::map<Key, std::uint64_t> counts_;  // of the running execution
  bool running_ = false;
  std::vector<Counts> past_counts_;  // of those before
  std::map<Key, std::uint64_t> counts_max_;
  std::map<std::uint64_t, std::uint64_t> parents_;  // path of a task, path of who spawned it
};

/// The profile of what `play(seed, strategy)` plays.
template <typename Play>
[[nodiscard]] Profile profile_by(std::uint64_t program_seed, Play&& play) {
  Profiler profiler;
  for (std::uint64_t i = 0; i < kProfiledExecutions; ++i) {
    play(profiled_seed(program_seed, i), profiler);
  }
  return profiler.profile();
}

/// The profile of `body` as the root task of `world`. One that does not end is cut off.
template <typename Body>
[[nodiscard]] Profile profile(World& world, std::uint64_t program_seed, const Body& body) {
  return profile_by(program_seed, [&](std::uint64_t seed, Strategy& strategy) {
    world.run({.seed = seed, .strategy = strategy, .steps_max = 100'000}, body);
  });
}

}  // namespace rollcall
