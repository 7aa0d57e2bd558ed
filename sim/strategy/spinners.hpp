#pragma once

#include "sim/core/strategy.hpp"
#include "sim/core/task.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace rollcall {

/// Which tasks spin: they look again at what they have looked at, and nothing has changed since.
///
/// A look is a load, a failed exchange or try, or a yield: a step that touches nothing but to look
/// (World::changes), at one instant. A task that changes something itself does not spin. How often
/// a task may look again before it counts as spinning is drawn in each execution, among the powers
/// of two up to 128, when that is first asked: a loop that gives up after a few tries comes to its
/// end in most executions, and one that never gives up costs little in all.
///
/// A task that spins waits until somebody changes something, or nobody else can go on. To leave it
/// out of a choice loses no state that can be reached: its next look would see what the last saw.
///
/// Cost: O(looks of one task since the last change), at most 16, per look that was chosen.
class Spinners {
 public:
  void begin();

  /// Called once in each pick, before anything else: what the last one came to.
  void settle(const Situation& situation);

  /// Those of `enabled` that do not spin; all of them, each for one more look, if all do.
  [[nodiscard]] const TaskSet& others(const TaskSet& enabled);

  /// Whether others() would leave anybody out.
  [[nodiscard]] bool any() const { return any_; }

  /// This task does the next step.
  void picked(const Task& task, const World& world);

 private:
  // What a task has looked at since it last changed something.
  struct Looks {
    TaskId task = TaskId::kNone;
    std::uint64_t era = 0;          // when `seen` began
    std::vector<Op> seen;           // in this era
    std::uint64_t repetitions = 0;  // in all eras
  };

  struct Picked {
    Slot slot{};
    TaskId task = TaskId::kNone;
    Op op;
    std::uint64_t changes = 0;  // before it
    Time time{};                // the same
  };

  void look(const Picked& last, Choices& choices);

  std::vector<Looks> looks_;  // by slot
  TaskSet spinning_;
  bool any_ = false;  // spinning_ is not empty
  TaskSet others_;    // kept for its memory
  std::optional<Picked> last_;
  std::uint64_t era_ = 0;       // rises when anything has changed
  std::uint64_t patience_ = 0;  // how often a task may look again; 0: not drawn yet
};

}  // namespace rollcall
