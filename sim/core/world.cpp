#include "sim/core/world.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/crash.hpp"
#include "sim/core/panic.hpp"

#include <algorithm>
#include <cstdio>
#include <functional>

namespace rollcall {

thread_local constinit World* World::current_ = nullptr;

World::World(std::size_t stack_bytes) : stack_bytes_(stack_bytes) {}

World::~World() { ensure(current_ != this, "a world is not destroyed by its own task"); }

std::optional<Whereabouts> World::whereabouts() {
  const World* const world = current_;
  if (world == nullptr) {
    return std::nullopt;
  }
  const Task* const task = world->running_;
  const ObjectId object = task == nullptr ? ObjectId::kNone : task->pending.object;
  return Whereabouts{.execution = world->choices_.execution(),
                     .seed = world->seed_,
                     .step = world->steps_,
                     .task = task,
                     .object = world->objects_.find(object)};
}

void World::map_stacks(std::span<const std::uint32_t> order) {
  ensure(tasks_.empty(), "stacks are mapped ahead before the first run");
  for (std::uint32_t index = 0; index < order.size(); ++index) {
    tasks_.push_back(std::make_unique<Task>(Slot{index}));
    free_slots_.push_back(Slot{index});  // Ascending: a heap with the lowest first.
  }
  for (const std::uint32_t index : order) {
    tasks_[index]->fiber.map_stack(&fiber_main, this, stack_bytes_);
  }
}

// --- an execution's life ---

void World::begin(const RunOptions& options) {
  ensure(current_ == nullptr, "World::run is not called inside a task");
  current_ = this;
  prepare_thread_for_crash();
  report_uncaught_exceptions();
  exceptions_ = thread_exception_state();
  main_.adopt_thread();
  strategy_ = &options.strategy;
  recording_ = options.recording;
  check_ = options.check;
  seed_ = options.seed;
  steps_max_ = options.steps_max;
  log_ = options.log;
  observed_ = recording_ != nullptr || log_ != nullptr;
  races_ = options.races;
  marks_ = options.marks;
  names_.clear();
  objects_.clear_names();
  hash_.reset();
  choices_.begin(options.seed, options.recording);
  if (options.replayed_draws != nullptr) {
    choices_.replay(*options.replayed_draws);
  }
  if (options.draws != nullptr) {
    choices_.ask(*options.draws);
  }
  if (log_ != nullptr) {
    log_->begin();
  }
  if (races_ != nullptr) {
    races_->begin();
  }
  points_.begin(options.order);
  strategy_->begin(choices_);
  early_timers_max_ = strategy_->early_timers();
  steps_limit_ = steps_max_;
  if (strategy_->unfair()) {
    const std::uint64_t unfair_steps = options.fair_after.value_or(strategy_->fair_after());
    steps_limit_ = std::min(unfair_steps, steps_max_ / 2);
  }
  sees_every_step_ = strategy_->sees_every_step();
  if (recording_ != nullptr) {
    recording_->object_names.emplace_back();
    recording_->early_timers = early_timers_max_;
  }
}

RunResult World::play() {
  set_ensure_context([](char* buffer, unsigned long size) {
    if (current_ != nullptr) {
      std::snprintf(buffer, size, "(seed %llu, step %llu)",
                    static_cast<unsigned long long>(current_->seed_),
                    static_cast<unsigned long long>(current_->steps_));
    }
  });
  add_clock();
  leave(main_, decide());  // Returns when the execution is over.
  if ((attention_ & kOver) == 0) {
    conclude_ended();
  }
  conclude_order();
  record_end();
  RunResult result{.violation = std::move(violation_),
                   .order_error = std::move(order_error_),
                   .diverged = choices_.diverged(),
                   .given_up = given_up_,
                   .steps = steps_,
                   .end = now_,
                   .trace_hash = hash_.digest()};
  cancel_all();
  return result;
}

bool World::full() {
  if (tasks_.size() - free_slots_.size() - step_task_count_ < kTasksMax) {
    return false;
  }
  report("task-limit", "'" + running_->name.str() + "' starts a task beside " +
                           std::to_string(kTasksMax) + " that are alive");
  return true;
}

Task& World::new_task(const SpawnOptions& options) {
  Task& task = take_slot();
  task.name = {.text = objects_.stable(options.name.text), .number = options.name.number};
  task.id = next_id(task.name, task.path);
  task.hashed = hashed(task.id);
  if (!task.fiber.has_stack()) {
    task.fiber.map_stack(&fiber_main, this, stack_bytes_);
  }
  task.pending = {.kind = OpKind::kStart};
  task.daemon = options.daemon;
  task.group = options.group;
  foreground_count_ += options.daemon ? 0 : 1;
  if (!options.daemon && running_ != nullptr && running_->daemon) {
    touch({.object = kForeground, .access = Access::kIncrease});
  }
  enable(task.slot);
  strategy_->spawned(task, running_, choices_);
  return task;
}

// Of a task or a timer's step that the running one makes.
TaskId World::next_id(TaskName name, std::uint64_t& path) {
  const TaskId id{task_count_++};
  path = running_ == nullptr ? 0 : mix(running_->path, ++running_->spawned_count);
  if (recording_ != nullptr) {
    recording_->task_names.push_back(name.str());
  }
  if (races_ != nullptr && running_ != nullptr) {
    races_->start(running_->id, id);
  }
  strategy_->named(id, name, running_);
  return id;
}

// The lowest that is free; what is in it is neither enabled nor pending yet.
Task& World::take_slot() {
  if (free_slots_.empty()) {
    const Slot slot{static_cast<std::uint32_t>(tasks_.size())};
    tasks_.push_back(std::make_unique<Task>(slot));
    free_slots_.push_back(slot);
  }
  std::pop_heap(free_slots_.begin(), free_slots_.end(), std::greater<>());
  Task& task = *tasks_[index_of(free_slots_.back())];
  free_slots_.pop_back();
  task.spawned_count = 0;
  task.object_count = 0;
  task.cancelled_count = 0;
  task.alarm = {};
  return task;
}

// --- decisions off the fast path ---

// The running step is over; its op is still the pending one.
void World::check_step() {
  if (check_->after_step(*this)) {
    attention_ &= ~std::uint32_t{kCheckDue};
  }
}

Task* World::decide_with_care() {
  while ((attention_ & (kOver | kAllEnded)) == 0) {
    candidates_ = enabled_;
    candidates_.subtract(paused_);
    std::uint32_t count = candidates_.count();
    if (count == 0) {
      advance();
      continue;
    }
    if ((attention_ & kMayGoOn) != 0 && !timers_.empty()) {
      candidates_.insert(*clock_);
      ++count;
    }
    Task* const task = pick_among(candidates_, count);
    if (task == nullptr || !task->is_step()) {
      return task;
    }
    fire(*task);
  }
  return nullptr;
}

void World::record_step(const Task& task) {
  if (recording_ != nullptr) {
    recording_->events.push_back(
        {.step = steps_, .time = now_, .task = task.id, .op = task.pending, .note = ""});
  }
  if (log_ != nullptr) {
    foreground_before_ = foreground_count_;
    log_->step(task.id, task.path, task.pending);
    if (clock_) {
      log_->touch({.object = kClock, .access = task.is_clock() ? Access::kWrite : Access::kShare});
    }
    if (task.group != ObjectId::kNone) {
      log_->touch({.object = task.group, .access = Access::kAwait});
    }
    if (task.daemon) {
      log_->touch({.object = kForeground, .access = Access::kWhile, .needs = foreground_count_});
    }
  }
}

Slot FairWalk::pick(const Situation& situation) {
  const std::optional<Slot> clock = situation.world.clock();
  if (!clock || !situation.enabled.contains(*clock)) {
    return uniform_pick(situation);
  }
  // Among the others: from the clock on, ranks are one too low.
  const auto rank =
      static_cast<std::uint32_t>(situation.choices.schedule(situation.enabled_count - 1));
  const Slot slot = situation.enabled.nth(rank);
  return slot < *clock ? slot : situation.enabled.nth(rank + 1);
}

// Off the fast path: the fair part of a long execution begins here, or it is too long.
void World::mind_steps(const Task& task) {
  if (steps_ >= steps_max_) {
    report("livelock", "the execution did not end within " + std::to_string(steps_max_) +
                           " steps; the last was of '" + task.name.str() + "'");
  } else {
    strategy_ = &fair_walk_;
    sees_every_step_ = false;
    steps_limit_ = steps_max_;
  }
}

// --- a task's life ---

void World::fiber_main(Fiber& fiber) {
  World& world = *static_cast<World*>(fiber.user());
  for (;;) {
    Task& task = *world.running_;
    if (!world.cancelling_) {
      world.begin_step(task);
      world.run_body(task);
    }
    world.destroy_body(task);
    world.retire(task);
  }
}

void World::run_body(Task& task) {
  try {
    task.body();
  } catch (const TaskCancelled&) {
    // The execution is over; this is how it ends its tasks.
  } catch (const std::exception& error) {
    report_panic(error.what());
  } catch (...) {
    report("panic", "task '" + task.name.str() + "' was left by an exception of unknown type");
  }
}

void World::destroy_body(Task& task) {
  task.destroying = true;
  task.body.reset();
  task.destroying = false;
}

// Frees the running task's slot and switches away, unless the slot's next task is to go on here.
// Returns when there is one.
void World::retire(Task& task) {
  if ((attention_ & kCheckDue) != 0 && !cancelling_) {
    check_step();
  }
  if ((attention_ & kSomePaused) != 0) [[unlikely]] {
    resume(task.id);  // It may have paused itself, and the slot's next task has not.
  }
  enabled_.erase(task.slot);
  if (!task.daemon) {
    leave_foreground();
  }
  if (!cancelling_) {
    strategy_->ended(task);
  }
  ended_tasks_.add(task.id, task.name);
  task.id = TaskId::kNone;
  free_slot(task.slot);
  running_ = nullptr;
  Task* const next = cancelling_ ? nullptr : decide();
  if (next != &task) {
    leave(task.fiber, next);
  } else {
    running_ = next;
  }
}

// A task that is no daemon has ended; with the last of them the execution ends.
void World::leave_foreground() {
  if (--foreground_count_ == 0) {
    attention_ |= kAllEnded;
  }
  const std::uint32_t before = foreground_before_;
  touch({.object = kForeground,
         .access = Access::kDecrease,
         .nth = before > foreground_count_ ? before - foreground_count_ : 0,
         .needs = foreground_count_});
}

void World::free_slot(Slot slot) {
  free_slots_.push_back(slot);
  std::push_heap(free_slots_.begin(), free_slots_.end(), std::greater<>());
}

bool World::cancelled(bool may_throw) {
  // A task that catches everything in a loop, or waits in a destructor for what will not happen,
  // would go on for ever: it is left where it stands, its stack unused from now on.
  constexpr std::uint32_t kThrownWeight = 1000;
  constexpr std::uint32_t kIgnoredMax = 1'000'000;
  Task& self = *running_;
  const bool throws = may_throw && !self.destroying && std::uncaught_exceptions() == 0;
  self.cancelled_count += throws ? kThrownWeight : 1;
  if (self.cancelled_count > kIgnoredMax) {
    stay_away();
  }
  if (throws) {
    throw TaskCancelled{};
  }
  return false;
}

// --- for checks and hosts ---

void World::report(std::string invariant, std::string message) {
  if ((attention_ & kOver) != 0 || asking_ || ending_tasks_) {
    return;
  }
  attention_ |= kOver;
  // By the plain name: a failure is the same whichever of several objects of one name it was.
  const Object* const object =
      running_ == nullptr ? nullptr : objects_.find(running_->pending.object);
  std::string act = running_ == nullptr ? "" : std::string(op_word(running_->pending.kind));
  act += object == nullptr ? "" : " " + std::string(object->name());
  violation_ = Violation{.invariant = std::move(invariant),
                         .message = std::move(message),
                         .step = steps_,
                         .time = now_,
                         .task = running_ == nullptr ? TaskId::kNone : running_->id,
                         .task_name = running_ == nullptr ? "" : running_->name.str(),
                         .act = std::move(act)};
}

void World::note(std::string text) {
  recording_->events.push_back({.step = steps_,
                                .time = now_,
                                .task = running_->id,
                                .op = running_->pending,
                                .note = std::move(text)});
}

const Task* World::find(TaskId id) const {
  const auto found =
      std::find_if(tasks_.begin(), tasks_.end(), [&](const auto& task) { return task->id == id; });
  return found == tasks_.end() || id == TaskId::kNone ? nullptr : found->get();
}

ObjectId World::add_object(Object& object, std::string_view name) {
  if (recording_ != nullptr) {
    recording_->object_names.emplace_back(name);
  }
  return objects_.add(object);
}

}  // namespace rollcall
