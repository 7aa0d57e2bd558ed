#pragma once

#include "sim/base/op.hpp"
#include "sim/base/random.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace rollcall {

/// What a step does to an object, as far as its order among the steps on that object matters.
///
/// Steps of a like letter commute: looking, sharing, increasing, decreasing, awaiting. All else
/// conflicts, but for sends and receives (see conflict()).
enum class Access : std::uint8_t {
  kRead,        // looks
  kWrite,       // anything else
  kShare,       // takes or lets go a shared lock
  kIncrease,    // of a counter
  kDecrease,    //
  kAwait,       // of a counter, or of an end: cannot happen before it is enabled
  kAcquire,     // a lock: cannot happen before it is free
  kRelease,     //
  kSend,        // the nth into a buffer, or the nth permit
  kReceive,     // the nth out of a buffer
  kTake,        // the nth permit: cannot happen before it is there
  kTryAcquire,  // a lock that is free: could have come, in vain, before it was
  kJoin,        // those who wait for a counter: matters if it is used again
  kWhile,       // what can happen while a counter is above zero, and never after
};

/// One object that a step touched.
struct Touch {
  ObjectId object = ObjectId::kNone;
  Access access = Access::kWrite;
  std::uint64_t nth = 0;    // of kSend, kReceive and kTake; from 1, 0 if unknown
                            // of kDecrease: by how much; of kJoin: in the step that joins
  std::uint64_t needs = 0;  // of kSend: the receive that made room, 0 if none had to
                            // of kDecrease: how far the counter may still go down after it
                            // of kWhile: the counter

  friend bool operator==(const Touch&, const Touch&) = default;
};

/// Whether the order of two touches of different tasks can matter: that of `first`, and that which
/// `second` had or would have had without it.
///
/// A send and a receive on a buffered channel that find it neither empty nor full commute unless
/// the receive takes that value or makes that room. Two decreases commute if the counter is large
/// enough for both, which is what makes this depend on who comes first.
[[nodiscard]] bool conflict(const Touch& first, const Touch& second);

/// Whether `second`, which happened after the conflicting `first`, could have happened before it.
[[nodiscard]] bool reversible(const Touch& first, const Touch& second);

/// Tells what a pending op that is not enabled will do to its object, as far as is known before it
/// does it. nullopt if it does nothing: its task is at rest, and another task's step does it all.
[[nodiscard]] std::optional<Touch> foreseen(Op op);

/// What lets the clock jump before a step, so that all earlier steps come first: nothing can go on
/// and it jumps to the next timer; or there is none, and who waits for that goes on.
enum class Jump : std::uint8_t { kNone, kToTimer, kToIdle };

/// The steps of one execution, what each touched, and which it let go on: all that decides which
/// orders of steps differ. Filled by the world, read by explorations.
class StepLog {
 public:
  struct Step {
    TaskId task = TaskId::kNone;
    Op op;
    std::uint64_t path = 0;         // of the task
    std::uint64_t drawn = 0;        // what was drawn within it, mixed
    std::uint32_t touches_end = 0;  // of touches_; it begins where the step before ends
    std::uint32_t edges_end = 0;    // of edges_
    std::uint32_t foreground = 0;   // its last touches, of kForeground
    Jump after_jump = Jump::kNone;
  };

  /// A task that has not ended when the execution does, or that a step ended.
  struct Left {
    TaskId task = TaskId::kNone;
    Op op;  // pending
    bool enabled = false;
    bool daemon = false;               // or a timer
    ObjectId group = ObjectId::kNone;  // see Task::group
  };
  struct Ended {
    std::size_t step = 0;  // which ended it
    Left task;
  };

  /// Begins an execution; what reuse() was told stays.
  void begin();
  void step(TaskId task, std::uint64_t path, Op op);
  /// The last step touched this, too.
  void touch(const Touch& touch);
  /// The running task joins those who wait for a counter to be zero, in the last step; `path` is
  /// the counter's. Whether it does so before or after zero is reached matters to few programs
  /// only, and is no touch until one of them says so by reuse().
  void join(ObjectId counter, std::uint64_t path);
  /// The counter has been at zero and is used again. From then on, and in this execution from its
  /// beginning, joining touches it.
  void reuse(ObjectId counter, std::uint64_t path);
  /// Whether that was new in this execution.
  [[nodiscard]] bool reused() const { return reused_; }
  /// The next step of `task` comes after the last step.
  void let_go(TaskId task);
  void drawn(std::uint64_t value) { steps_.back().drawn = mix(steps_.back().drawn, value); }
  void left(const Left& left) { left_.push_back(left); }
  /// The last step ended this task, which might have gone on before it.
  void ended(const Left& task) { ended_.push_back({.step = steps_.size() - 1, .task = task}); }
  /// The clock jumped: whatever comes next comes after all that was.
  /// Several before one step are one: to a timer, if one was.
  void jump(Jump jump) { jumped_ = jumped_ == Jump::kToTimer ? jumped_ : jump; }

  [[nodiscard]] std::size_t count() const { return steps_.size(); }
  /// After the last step.
  [[nodiscard]] Jump last_jump() const { return jumped_; }
  [[nodiscard]] const Step& at(std::size_t index) const { return steps_[index]; }
  /// What the step did to objects.
  [[nodiscard]] std::span<const Touch> touches(std::size_t index) const;
  /// Those and, last, what it did to kForeground.
  [[nodiscard]] std::span<const Touch> all_touches(std::size_t index) const;
  [[nodiscard]] std::span<const TaskId> let_gone(std::size_t index) const;
  [[nodiscard]] const std::vector<Left>& left() const { return left_; }
  [[nodiscard]] const std::vector<Ended>& ended() const { return ended_; }

 private:
  [[nodiscard]] Touch joining(std::size_t step, ObjectId counter) const;

  std::vector<Step> steps_;
  std::vector<Touch> touches_;
  std::vector<TaskId> edges_;
  std::vector<Left> left_;
  std::vector<Ended> ended_;
  std::vector<std::pair<std::size_t, ObjectId>> joins_;  // step, counter
  std::set<std::uint64_t> reusable_;                     // paths of counters
  bool reused_ = false;
  Jump jumped_ = Jump::kNone;
};

}  // namespace rollcall
