#pragma once

#include "sim/core/strategy.hpp"
#include "sim/core/world.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace rollcall {

/// Knows which tasks spin: they look again at what they have looked at, and nothing has changed.
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
/// Cost: a few instructions per pick, and for a look O(its task's others since the last change), at
/// most 16.
class Spinners {
 public:
  void begin();
  void ended(Slot slot);

  /// Called once in each pick, before anything else: what the last one came to.
  void settle(const Situation& situation) {
    if (may_have_looked_) {
      settle_look(situation);
    }
  }

  /// Whether others() would leave anybody out.
  [[nodiscard]] bool any() const { return any_; }

  /// Those of `enabled` that do not spin; all of them, each for one more look, if all do.
  [[nodiscard]] const TaskSet& others(const TaskSet& enabled);

  /// This task does the next step.
  void picked(const Task& task, const World& world) {
    may_have_looked_ = kMayLook[static_cast<std::uint8_t>(task.pending.kind)];
    if (may_have_looked_) {
      last_ = {
          .slot = task.slot, .op = task.pending, .changes = world.changes(), .time = world.now()};
    } else {
      changed_by(task.slot);
    }
  }

 private:
  // The last step, if it may have been a look.
  struct Picked {
    Slot slot{};
    Op op;
    std::uint64_t changes = 0;  // before it
    Time time{};                // the same
  };

  // A task's looks since it last changed something.
  struct Looks {
    std::uint64_t era = 0;          // when `seen` began
    std::vector<Op> seen;           // in this era
    std::uint64_t repetitions = 0;  // in all eras
  };

  // By OpKind: whether such an op may change nothing, and be done again at once.
  static const std::array<bool, 256> kMayLook;

  void settle_look(const Situation& situation);
  void look(Choices& choices);
  void changed_by(Slot slot) {
    ++era_;
    looking_.erase(slot);
    if (any_) {
      spinning_.clear();
      any_ = false;
    }
  }

  std::vector<Looks> looks_;  // by slot
  TaskSet looking_;           // whose place in looks_ is meant
  TaskSet spinning_;
  bool any_ = false;              // spinning_ is not empty
  bool may_have_looked_ = false;  // the last step
  Picked last_;
  std::uint64_t era_ = 0;       // rises with each change
  std::uint64_t patience_ = 0;  // how often a task may look again; 0: not drawn yet
  TaskSet others_;              // kept for its memory
};

}  // namespace rollcall
