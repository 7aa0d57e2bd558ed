#pragma once

#include "sim/base/time.hpp"
#include "sim/check/data_race.hpp"
#include "sim/core/choices.hpp"
#include "sim/core/marks.hpp"
#include "sim/core/strategy.hpp"
#include "sim/core/violation.hpp"
#include "sim/trace/step_log.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace rollcall {

class Object;
class World;
struct Task;

/// Looks at the state between steps. Called only after World::request_check(), so a step that
/// changed nothing of interest costs nothing.
class StepCheck {
 public:
  StepCheck() = default;
  virtual ~StepCheck() = default;
  StepCheck(const StepCheck&) = delete;
  StepCheck& operator=(const StepCheck&) = delete;

  /// Reports what it finds to the world. False: not now (a mutex guards the state), ask again after
  /// the next step.
  [[nodiscard]] virtual bool after_step(World& world) = 0;

  /// The execution has ended, its tasks not yet torn down: a recording may still be completed.
  virtual void at_end(World&) {}
};

/// A condition that a task waits for, kept by that task.
struct ConditionCheck {
  bool (*holds)(void* condition) = nullptr;
  void* condition = nullptr;
};

/// One execution's parameters. All references must outlive it.
struct RunOptions {
  std::uint64_t seed = 0;
  Strategy& strategy;
  Trace* recording = nullptr;  // filled if given
  StepCheck* check = nullptr;
  std::span<const std::string> order = {};            // named points to pass in this order
  const std::vector<Draw>* replayed_draws = nullptr;  // instead of seeded ones
  DrawSource* draws = nullptr;                        // the same, by a function
  StepLog* log = nullptr;                             // filled if given
  RaceDetector* races = nullptr;                      // looks for data races if given
  Marks* marks = nullptr;                             // added to if given
  std::uint64_t steps_max = 10'000'000;               // more is a livelock
  // Instead of what the strategy says, see Strategy::fair_after. An unfair one may let a task wait
  // in a loop for ever for another that it never picks, and that is no livelock: so half of the
  // steps at least are left for the fair part.
  std::optional<std::uint64_t> fair_after{};
};

/// What one execution came to.
struct RunResult {
  std::optional<Violation> violation;
  std::string order_error;  // what of `order` was not passed, even if a violation came first
  bool diverged = false;    // a replayed draw did not match
  bool given_up = false;    // the strategy ended it as redundant
  std::uint64_t steps = 0;
  Time end{};
  std::uint64_t trace_hash = 0;
};

/// Where an execution stands just now.
struct Whereabouts {
  std::uint64_t execution = 0;  // of its world: 1, 2, ...
  std::uint64_t seed = 0;
  std::uint64_t step = 0;
  const Task* task = nullptr;      // that runs; null: none
  const Object* object = nullptr;  // of its last op; null: it had none, or it is gone
};

struct SpawnOptions {
  TaskName name{};
  bool daemon = false;               // see Task::daemon
  ObjectId group = ObjectId::kNone;  // see Task::group
};

}  // namespace rollcall
