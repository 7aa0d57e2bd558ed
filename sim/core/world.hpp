#pragma once

#include "sim/base/name_table.hpp"
#include "sim/base/op.hpp"
#include "sim/base/time.hpp"
#include "sim/check/data_race.hpp"
#include "sim/core/attention.hpp"
#include "sim/core/choices.hpp"
#include "sim/core/ended_tasks.hpp"
#include "sim/core/fiber.hpp"
#include "sim/core/kept.hpp"
#include "sim/core/object.hpp"
#include "sim/core/object_table.hpp"
#include "sim/core/points.hpp"
#include "sim/core/run.hpp"
#include "sim/core/strategy.hpp"
#include "sim/core/task.hpp"
#include "sim/core/task_set.hpp"
#include "sim/core/timers.hpp"
#include "sim/core/violation.hpp"
#include "sim/trace/hash.hpp"
#include "sim/trace/step_log.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

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
  RunResult run(const RunOptions& options, Body&& root);

  /// The world whose task is running on this thread. Requires that there is one.
  [[nodiscard]] static World& current() {
    ensure(current_ != nullptr, "sim objects are used inside World::run only");
    return *current_;
  }

  /// Where the world that plays on this thread stands, if one does. Safe in a signal handler.
  [[nodiscard]] static std::optional<Whereabouts> whereabouts();

  /// Maps the stacks of the first tasks ahead in this order of slots, a permutation of 0 to its
  /// size. What executions come to does not depend on it, but for what of the code under test
  /// depends on addresses. Before the first run.
  void map_stacks(std::span<const std::uint32_t> order);

  /// The same, null if there is none or its tasks are being ended.
  [[nodiscard]] static World* of_this_thread() {
    return current_ == nullptr || current_->cancelling_ || current_->running_ == nullptr ? nullptr
                                                                                         : current_;
  }

  // --- for tasks ---
  [[nodiscard]] Time now() const { return now_; }
  [[nodiscard]] Choices& choices() { return choices_; }
  [[nodiscard]] Task& running() { return *running_; }

  /// Creates a task; it runs when the strategy says so. kNone if the execution is over, as it is
  /// when kTasksMax are alive.
  template <typename Body>
  TaskId spawn(const SpawnOptions& options, Body&& body) {
    const bool live = announce({.kind = OpKind::kSpawn});
    return live ? spawn_in_step(options, std::forward<Body>(body)) : TaskId::kNone;
  }

  void sleep(Duration duration);

  /// Sets up a step of its own, by nobody's stack, `delay` from now: a timer's. It is announced now
  /// (kFire on `object`), enabled then, and does `action` when the strategy picks it. No op.
  StepId arm_step(TaskName name, ObjectId object, Duration delay, TimerAction action);
  /// Takes it back. False if it has fired; from within its action, it has.
  bool cancel_step(StepId step);
  /// From within its action: again, `delay` from now. That does not keep the execution going.
  void repeat_step(Duration delay);
  /// Starts a task as a part of the running step, a timer's: no op. kNone if kTasksMax are alive.
  template <typename Body>
  TaskId spawn_in_step(const SpawnOptions& options, Body&& body);

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
  /// instead of returning. What an object of your own must say besides: see Object.
  [[nodiscard]] bool announce(Op op, bool enabled = true) {
    return stop_at(op, enabled) || cancelled(true);
  }
  /// The same for ops that destructors do: never throws.
  [[nodiscard]] bool announce_in_destructor(Op op, bool enabled = true) {
    return stop_at(op, enabled) || cancelled(false);
  }

  /// Asked by those ops before they look at their object: once the execution is over it may be
  /// gone, as the locals of a task that has ended are.
  [[nodiscard]] bool over_in_destructor() { return cancelling_ && !asking_ && !cancelled(false); }

  void enable(Slot slot) {
    enabled_.insert(slot);
    order_before(slot);
  }
  void enable(const TaskSet& slots);
  void disable(const TaskSet& slots) { enabled_.subtract(slots); }
  void disable(Slot slot) { enabled_.erase(slot); }
  [[nodiscard]] bool enabled(Slot slot) const { return enabled_.contains(slot); }

  /// What the running step does to an object, for explorations: see Access. Each op says it for all
  /// that it looks at or changes, in the same step.
  void touch(const Touch& touch);
  /// Null unless this execution is part of an exploration.
  [[nodiscard]] StepLog* log() { return log_; }
  /// The next step of that task cannot come before this one, though something else enables it.
  void order_before(Slot slot);

  /// Happens-before, for race detection: see RaceDetector. Nothing while no races are looked for.
  void acquire(const SyncClock& clock);
  void release(SyncClock& clock);
  void merge(SyncClock& clock);
  /// The running task's past becomes that of a task it hands something to; or the other way round.
  void pass_to(Slot slot);
  void pass_from(Slot slot);
  [[nodiscard]] RaceDetector* races() { return cancelling_ ? nullptr : races_; }

  /// The running task is about to wait, by `op`, for a lock that the task in `holder` has: reports
  /// a deadlock if that one waits, over any number of locks, for this one.
  void look_for_cycle(Op op, Slot holder) {
    if (!enabled_.contains(holder) || holder == running_->slot) {
      report_cycle(op);
    }
  }

  /// Fires after `delay`, at the last instant of virtual time if that is beyond it. Requires delay
  /// >= 0: the clock does not go back. Wakes the running task, or somebody that outlives it.
  TimerId arm(Duration delay, TimerAction action);
  bool cancel(TimerId timer) { return timers_.cancel(timer); }

  /// Whether the execution is over and its tasks are being ended.
  [[nodiscard]] bool cancelling() const { return cancelling_; }
  /// Whether one is under way: an object may outlive its execution.
  [[nodiscard]] bool executing() const { return current_ == this && !cancelling_; }
  /// The number of this execution among all of this world's.
  [[nodiscard]] std::uint64_t execution() const { return choices_.execution(); }

  /// The running task waits until `ready`, which is asked again should nothing happen any more: if
  /// it holds then, a wake-up was lost. Null: no longer. `ready` must live until then.
  void await_condition(ConditionCheck* ready);

  // --- for checks, probes and the host of the code under test ---

  /// Ends the execution after this step. The first report counts.
  void report(std::string invariant, std::string message);
  /// Throws Panic: the running task misuses the vocabulary, and may catch that. While an exception
  /// is in flight, or the task's body is being destroyed, it reports the violation "panic" instead
  /// and returns; the op then does nothing more. Nothing once the execution is over.
  void panic(const std::string& message);

  /// See Marks; forgotten unless there are some.
  void mark(std::string_view name, bool seen) {
    if (marks_ != nullptr && !cancelling_) {
      marks_->note(name, seen);
    }
  }
  /// Texts that several parts of an execution go by, until the next one begins: addresses.
  [[nodiscard]] NameTable& names() { return names_; }
  /// Places of buggify() that were passed, and whether they are active in this execution.
  [[nodiscard]] std::map<std::string, bool, std::less<>>& sites() { return sites_; }

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
  /// Ends these tasks within the running step, in this order, as the end of an execution does: each
  /// by TaskCancelled at its op, and what it does as it goes is no event. What they hold stays
  /// held. Youngest first, mostly: a task's locals are used by those it spawned. For a process that
  /// crashes. Requires that the running task is none of them, and that nothing they wait for
  /// outlives them. One that has ended, or is a timer's step, is passed over.
  void end_tasks(std::span<const TaskId> tasks);
  /// Whether tasks are being ended so, and the execution goes on.
  [[nodiscard]] bool ending_tasks() const { return ending_tasks_; }
  /// Adds a line to the recording, at the running task's step. Requires recording().
  void note(std::string text);
  /// Adds what the running task's select did: "takes: receive from jobs". Requires recording().
  void note_taken(Op op);
  [[nodiscard]] std::uint64_t steps() const { return steps_; }
  [[nodiscard]] std::uint64_t changes() const { return changes_; }  // touches but for kRead
  [[nodiscard]] bool timer_pending() const { return !timers_.empty(); }
  [[nodiscard]] std::optional<Slot> clock() const { return clock_; }  // if it may go on early
  /// How often the clock has gone on early so far: each time all that could go on was slow.
  [[nodiscard]] std::uint32_t early_timers() const { return early_timers_; }
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] const Task& task(Slot slot) const { return *tasks_[index_of(slot)]; }
  [[nodiscard]] const Task* find(TaskId id) const;
  /// Objects made so far in this execution; null is one that has been destroyed.
  [[nodiscard]] std::span<Object* const> objects() const { return objects_.all(); }
  [[nodiscard]] const Object* object(ObjectId id) const { return objects_.find(id); }
  /// "mu", or "mu #2" where several have that name.
  [[nodiscard]] std::string object_text(ObjectId id) const { return objects_.text(id); }
  [[nodiscard]] std::string task_text(TaskId id) const;
  /// Gives `name` for as long as this execution: a copy, unless it is a literal.
  [[nodiscard]] std::string_view stable_name(std::string_view name) {
    return objects_.stable(name);
  }
  /// Owns it until this execution and all its tasks have ended; see sim::keep().
  void keep(std::unique_ptr<Kept> object) { kept_.push_back(std::move(object)); }
  [[nodiscard]] std::size_t stack_count() const { return tasks_.size(); }

 private:
  friend class Object;
  friend class UncaughtExceptions;

  void begin(const RunOptions& options);
  RunResult play();
  Task& new_task(const SpawnOptions& options);
  TaskId next_id(TaskName name, std::uint64_t& path);
  Task& take_slot();
  bool full();

  bool stop_at(Op op, bool enabled);
  bool cancelled(bool may_throw);
  void begin_step(Task& task);
  void record_step(const Task& task);
  void mind_steps(const Task& task);
  void report_cycle(Op op);
  void fire(Task& step);
  void retire_step(Task& step);
  void set_alarm(std::uint32_t place, Duration delay);
  void make_due(ArmedStep& step, std::uint32_t place, const Task* maker);
  void free_step(ArmedStep& step, std::uint32_t place);
  [[nodiscard]] TaskId hashed(TaskId id) const;
  void add_clock();
  void go_on(Task& clock);
  void fire_due();
  void end_task(Task& task, Fiber& here);
  [[nodiscard]] Time after(Duration delay) const {
    return delay > Time::max() - now_ ? Time::max() : now_ + delay;
  }
  [[nodiscard]] bool fruitless();
  void check_step();
  [[nodiscard]] Task* decide();
  [[nodiscard]] Task* decide_with_care();
  [[nodiscard]] Task* pick_among(const TaskSet& candidates, std::uint32_t count);
  void advance();
  void leave(Fiber& from, Task* next);

  static void fiber_main(Fiber& fiber);
  void run_body(Task& task);
  void report_panic(std::string_view what);
  [[noreturn]] void stay_away();
  void destroy_body(Task& task);
  void retire(Task& task);
  void leave_foreground();
  void free_slot(Slot slot);

  void conclude_stuck();
  void conclude_ended();
  void conclude_order();
  void record_end();
  [[nodiscard]] StepLog::Left left(const Task& task) const;
  void record_names();
  void cancel_all();
  void abandon(Slot slot);
  void forget_abandoned();
  [[nodiscard]] std::string act(Op op) const;
  [[nodiscard]] std::string standing(const Task& task) const;
  [[nodiscard]] std::vector<const Task*> wait_cycle() const;
  [[nodiscard]] std::vector<const Task*> cycle_through(const Task& start) const;
  [[nodiscard]] std::string describe_cycle(const std::vector<const Task*>& cycle) const;
  [[nodiscard]] std::vector<TaskId> blockers(const Task& task) const;
  [[nodiscard]] std::string lost_wakeup();
  [[nodiscard]] std::string lock_left_held() const;

  [[nodiscard]] static World& to_make(std::string_view object_name);
  ObjectId add_object(Object& object, std::string_view name);
  void remove_object(const Object& object);
  static void not_here(const Object& object);
  void step_at_ended(Task& self);
  [[nodiscard]] std::string whereabouts_of(const Object& object) const;
  void end_here();
  void end_objects();

  static thread_local constinit World* current_;
  using enum AttentionBits::Bit;
  // The step path reads these.
  Task* running_ = nullptr;
  std::uint32_t attention_ = 0;   // AttentionBits; 0 on the fast path
  bool cancelling_ = false;       // over, and tasks are being ended; or asking_
  bool sees_every_step_ = false;  // the strategy
  bool observed_ = false;         // there is a recording or a log
  TaskSet enabled_;
  ObjectTable objects_;
  Strategy* strategy_ = nullptr;
  ExceptionState* exceptions_ = nullptr;
  std::uint64_t steps_ = 0;
  std::uint64_t changes_ = 0;
  std::uint64_t steps_limit_ = 0;  // mind_steps() has something to do there
  StepLog* log_ = nullptr;
  RaceDetector* races_ = nullptr;
  Time now_{};
  Trace* recording_ = nullptr;
  StepCheck* check_ = nullptr;
  TraceHash hash_;
  Choices choices_{hash_};

  std::uint64_t steps_max_ = 0;
  FairWalk fair_walk_;   // goes on where an unfair strategy has had its time
  bool asking_ = false;  // a condition is being asked: ops take place at once, as no steps
  bool given_up_ = false;
  bool ending_tasks_ = false;  // some, that is: cancelling_ for a moment
  Timers timers_;
  std::vector<ArmedStep> armed_;           // timers' steps
  std::vector<std::uint32_t> free_armed_;  // unused places of it
  std::uint32_t step_task_count_ = 0;      // those in slots
  std::uint32_t repeating_count_ = 0;      // those of them that have fired before
  std::uint64_t fired_count_ = 0;          // steps of timers so far
  std::uint64_t fruitless_steps_ = 0;      // of tasks, when one was last seen to have done one
  Time fruitless_since_{};                 // when that was
  Duration period_max_{};                  // of those that repeat themselves
  std::optional<Slot> clock_;              // where it is, if it may go on early
  std::uint32_t early_timers_max_ = 0;
  std::uint32_t early_timers_ = 0;  // so far
  TaskSet paused_;
  TaskSet idle_;                              // tasks in await_idle()
  std::vector<std::unique_ptr<Task>> tasks_;  // by slot
  std::vector<Slot> free_slots_;        // a heap, lowest slot first: slots do not depend on history
  std::uint32_t task_count_ = 0;        // spawned so far
  std::uint32_t foreground_count_ = 0;  // alive and not daemon
  std::uint32_t foreground_before_ = 0;  // the running step; kept while there is a log
  Marks* marks_ = nullptr;
  NameTable names_;
  std::map<std::string, bool, std::less<>> sites_;
  std::vector<std::pair<Slot, ConditionCheck*>> conditions_;  // who waits for what
  EndedTasks ended_tasks_;
  std::vector<std::unique_ptr<Kept>> kept_;
  std::vector<std::pair<std::size_t, Op>> taken_;  // events of the recording that note_taken() made
  PointOrder points_;
  std::vector<std::pair<std::size_t, Slot>> at_point_;  // (entry, who waits for its turn)
  std::optional<Violation> violation_;
  std::string order_error_;
  std::uint64_t seed_ = 0;
  std::size_t stack_bytes_;
  Fiber main_;
  Fiber* home_ = &main_;  // where a task goes that leaves for nobody
  TaskSet candidates_;    // kept for its memory
  std::vector<std::unique_ptr<Task>>
      abandoned_;  // swallowed their cancellation: their stacks are never left
};

}  // namespace rollcall

#include "sim/core/world_step.hpp"
