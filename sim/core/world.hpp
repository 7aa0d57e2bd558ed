#pragma once

#include "sim/base/op.hpp"
#include "sim/base/time.hpp"
#include "sim/core/choices.hpp"
#include "sim/core/fiber.hpp"
#include "sim/core/object.hpp"
#include "sim/core/points.hpp"
#include "sim/core/strategy.hpp"
#include "sim/core/task.hpp"
#include "sim/core/task_set.hpp"
#include "sim/core/timers.hpp"
#include "sim/core/violation.hpp"
#include "sim/trace/hash.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

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

/// One execution's parameters. All references must outlive it.
struct RunOptions {
  std::uint64_t seed = 0;
  Strategy& strategy;
  Trace* recording = nullptr;  // filled if given
  StepCheck* check = nullptr;
  std::span<const std::string> order = {};            // named points to pass in this order
  const std::vector<Draw>* replayed_draws = nullptr;  // instead of seeded ones
  std::uint64_t steps_max = 10'000'000;               // more is a livelock
};

/// What one execution came to.
struct RunResult {
  std::optional<Violation> violation;
  std::string order_error;  // what of `order` was not passed, even if a violation came first
  bool diverged = false;    // a replayed draw did not match
  std::uint64_t steps = 0;
  Time end{};
  std::uint64_t trace_hash = 0;
};

struct SpawnOptions {
  TaskName name;
  bool daemon = false;  // see Task::daemon
};

/// One simulated universe: tasks, virtual clock, timers, choices, hash.
///
/// Reused, not rebuilt: run() may be called any number of times, one after the other, and keeps
/// stacks and tables. Worlds share nothing; each belongs to the thread that runs it. A task
/// announces each visible op and stops there; the decision who goes on is taken on its own stack,
/// so picking itself costs no switch and picking another costs one.
///
/// An execution ends when all tasks but daemons have ended, at the first violation, or when nothing
/// can happen any more. Unfinished tasks are then ended, youngest first, by TaskCancelled thrown at
/// their pending op; from then on ops do nothing and nothing counts as an event.
class World {
 public:
  /// Tasks alive at once: each has a stack and its guard page, two mappings of the 65,530 that
  /// Linux gives a process by default.
  static constexpr std::size_t kTasksMax = 30'000;

  explicit World(std::size_t stack_bytes = 256 * 1024);
  ~World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;

  /// Plays one execution, `root` being its first task. Not from inside a task.
  template <typename Body>
  RunResult run(const RunOptions& options, Body&& root) {
    begin(options);
    new_task({.name = {.text = "main"}, .daemon = false}).body.emplace(std::forward<Body>(root));
    return play();
  }

  /// The world whose task is running on this thread. Requires that there is one.
  [[nodiscard]] static World& current() {
    ensure(current_ != nullptr, "sim objects are used inside World::run only");
    return *current_;
  }

  // --- for tasks ---

  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] Task& running() { return *running_; }

  /// Creates a task; it runs when the strategy says so. kNone if the execution is over, as it is
  /// when kTasksMax are alive.
  template <typename Body>
  TaskId spawn(const SpawnOptions& options, Body&& body) {
    if (!announce({.kind = OpKind::kSpawn}) || full()) {
      return TaskId::kNone;
    }
    Task& task = new_task(options);
    task.body.emplace(std::forward<Body>(body));
    return task.id;
  }

  void sleep(Duration duration);

  /// Returns once nothing can happen any more: no op of another task is enabled and no timer is
  /// pending.
  void await_idle();

  /// Enters a named point ("published"), called by task "T" as "T: published". Waits if an `order`
  /// says so. Returns what leave_point() wants.
  [[nodiscard]] std::optional<std::size_t> enter_point(std::string_view name);
  void leave_point(std::size_t entry);

  // --- for the vocabulary ---

  /// Announces the running task's next op and stops until the strategy picks it. `enabled` says
  /// whether it may be picked at once; else somebody enables it later. False: the execution is over
  /// and the op must do nothing. Then, unless an exception is in flight, TaskCancelled is thrown
  /// instead of returning.
  [[nodiscard]] bool announce(Op op, bool enabled = true) {
    return stop_at(op, enabled) || cancelled(true);
  }
  /// The same for ops that destructors do: never throws.
  [[nodiscard]] bool announce_in_destructor(Op op) { return stop_at(op, true) || cancelled(false); }

  /// Asked by those ops before they look at their object: once the execution is over it may be
  /// gone, as the locals of a task that has ended are.
  [[nodiscard]] bool over_in_destructor() { return cancelling_ && !cancelled(false); }

  void enable(Slot slot) { enabled_.insert(slot); }
  void enable(const TaskSet& slots) { enabled_.unite(slots); }
  void disable(const TaskSet& slots) { enabled_.subtract(slots); }

  /// Fires after `delay`, at the last instant of virtual time if that is beyond it. Requires delay
  /// >= 0: the clock does not go back.
  TimerId arm(Duration delay, TimerAction action) {
    ensure(delay >= Duration{}, "a timer is not armed in the past");
    return timers_.arm(delay > Time::max() - now_ ? Time::max() : now_ + delay, action);
  }
  bool cancel(TimerId timer) { return timers_.cancel(timer); }

  /// Whether the execution is over and its tasks are being ended.
  [[nodiscard]] bool cancelling() const { return cancelling_; }

  // --- for checks, probes and the host of the code under test ---

  /// Ends the execution after this step. The first report counts.
  void report(std::string invariant, std::string message);

  void request_check() {
    if (check_ != nullptr) {
      attention_ |= kCheckDue;
    }
  }

  /// Keeps these tasks from being picked; the clock goes on. For a process that stands still.
  void pause(TaskId task);
  void resume(TaskId task);

  /// Null unless this execution is being recorded: build texts only then.
  [[nodiscard]] Trace* recording() { return cancelling_ ? nullptr : recording_; }
  /// Adds a line to the recording, at the running task's step. Requires recording().
  void note(std::string text);

  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const Task& task(Slot slot) const { return *tasks_[index_of(slot)]; }
  [[nodiscard]] const Task* find(TaskId id) const;
  [[nodiscard]] std::size_t stack_count() const { return tasks_.size(); }

 private:
  friend class Object;

  void begin(const RunOptions& options);
  RunResult play();
  Task& new_task(const SpawnOptions& options);
  bool full();

  bool stop_at(Op op, bool enabled);
  bool cancelled(bool may_throw);
  void begin_step(Task& task);
  void record_step(const Task& task);
  void report_livelock(const Task& task);
  void check_step();
  [[nodiscard]] Task* decide();
  [[nodiscard]] Task* decide_with_care();
  [[nodiscard]] Task* pick_among(const TaskSet& candidates, std::uint32_t count);
  void advance();
  void leave(Fiber& from, Task* next);

  static void fiber_main(Fiber& fiber);
  void run_body(Task& task);
  void destroy_body(Task& task);
  void retire(Task& task);
  void free_slot(Slot slot);

  void conclude_stuck();
  void conclude_ended();
  void conclude_order();
  void record_end();
  void cancel_all();
  void abandon(Slot slot);
  [[nodiscard]] std::string act(Op op) const;
  [[nodiscard]] std::string standing(const Task& task) const;
  [[nodiscard]] std::string wait_cycle() const;

  ObjectId add_object(Object& object, std::string_view name);
  void remove_object(const Object& object);

  static thread_local constinit World* current_;

  // Why a decision needs more than a look at what is enabled.
  enum Attention : std::uint32_t {
    kCheckDue = 1,    // check_ is to look at the state
    kOver = 2,        // decide no more
    kAllEnded = 4,    // no task but daemons is left
    kSomePaused = 8,  // paused_ is not empty
  };

  // The step path reads these.
  Task* running_ = nullptr;
  std::uint32_t attention_ = 0;  // Attention bits; 0 on the fast path
  bool cancelling_ = false;      // over, and tasks are being ended
  TaskSet enabled_;
  Strategy* strategy_ = nullptr;
  ExceptionState* exceptions_ = nullptr;
  std::uint64_t steps_ = 0;
  std::uint64_t steps_max_ = 0;
  Time now_{};
  Trace* recording_ = nullptr;
  StepCheck* check_ = nullptr;
  TraceHash hash_;
  Choices choices_{hash_};

  Timers timers_;
  TaskSet paused_;
  TaskSet idle_;                              // tasks in await_idle()
  std::vector<std::unique_ptr<Task>> tasks_;  // by slot
  std::vector<Slot> free_slots_;        // a heap, lowest slot first: slots do not depend on history
  std::uint32_t task_count_ = 0;        // spawned so far
  std::uint32_t foreground_count_ = 0;  // alive and not daemon
  std::vector<Object*> objects_;        // by ObjectId - 1; null once destroyed
  PointOrder points_;
  std::vector<std::pair<std::size_t, Slot>> at_point_;  // (entry, who waits for its turn)
  std::optional<Violation> violation_;
  std::string order_error_;
  std::uint64_t seed_ = 0;

  std::size_t stack_bytes_;
  Fiber main_;
  std::vector<std::unique_ptr<Task>>
      abandoned_;  // swallowed their cancellation: their stacks are never left
};

inline Object::Object(std::string_view name)
    : world_(World::current()), id_(world_.add_object(*this, name)), name_(name) {}

inline Object::~Object() { world_.remove_object(*this); }

}  // namespace rollcall

#include "sim/core/world_step.hpp"
