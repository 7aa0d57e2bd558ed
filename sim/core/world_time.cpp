// Virtual time: sleeping, the jumps of the clock, steps of timers, and tasks that stand still while
// it goes on. And the named points.
#include "sim/base/ensure.hpp"
#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {

// Nothing is enabled: lets time pass to the next timers, or finds that nothing will ever happen.
void World::advance() {
  if (!timers_.empty() && !fruitless()) {
    if (log_ != nullptr) {
      log_->jump(Jump::kToTimer);
    }
    now_ = timers_.next_deadline();
    fire_due();
  } else if (!idle_.empty()) {
    if (log_ != nullptr) {
      log_->jump(Jump::kToIdle);
    }
    enabled_.unite(idle_);
    idle_.clear();
  } else {
    conclude_stuck();
  }
}

void World::fire_due() {
  while (!timers_.empty() && timers_.next_deadline() == now_) {
    const TimerAction action = timers_.pop();
    action.run(action.object, action.argument);
  }
}

TimerId World::arm(Duration delay, TimerAction action) {
  ensure(delay >= Duration{}, "a timer is not armed in the past");
  const TimerId timer = timers_.arm(after(delay), action);
  if (running_ != nullptr) {
    running_->alarm = timer;
  }
  return timer;
}

// --- the clock that goes on early ---

// Always the second that has an id, and the hash leaves it out when it counts the others: one
// execution has one hash, whatever the strategy might have done besides.
void World::add_clock() {
  if (early_timers_max_ == 0) {
    return;
  }
  constexpr std::uint64_t kPath = 0x636c6f636b;  // not the root's, which nobody has made, either
  std::uint64_t path = 0;
  const TaskId id = next_id({.text = "clock"}, path);
  ensure(id == kClockTask, "the clock comes after the root");
  Task& clock = take_slot();
  clock.id = id;
  clock.hashed = TaskId::kNone;
  clock.name = {.text = "clock"};
  clock.path = kPath;
  clock.pending = {.kind = OpKind::kGoOn};
  clock.daemon = true;
  clock.group = ObjectId::kNone;
  clock.fire = {.run = [](void* world, std::uint64_t) { static_cast<World*>(world)->fire_due(); },
                .object = this};
  clock_ = clock.slot;
  ++step_task_count_;
  strategy_->spawned(clock, nullptr, choices_);
  attention_ |= kMayGoOn;
}

TaskId World::hashed(TaskId id) const {
  return clock_ && id > kClockTask ? TaskId{index_of(id) - 1} : id;
}

// As advance(), but as a step, on the stack of whoever decided.
void World::go_on(Task& clock) {
  Task* const self = std::exchange(running_, &clock);
  const Time before = std::exchange(now_, timers_.next_deadline());
  begin_step(clock);
  if (recording_ != nullptr) {
    note("goes on early, by " + to_text(now_ - before));
  }
  ++fired_count_;  // No step of a task: see fruitless().
  if (++early_timers_ == early_timers_max_) {
    attention_ &= ~std::uint32_t{kMayGoOn};
  }
  clock.fire.run(clock.fire.object, clock.fire.argument);
  if ((attention_ & kCheckDue) != 0) {
    check_step();
  }
  running_ = self;
}

// --- steps of timers ---

StepId World::arm_step(TaskName name, ObjectId object, Duration delay, TimerAction action) {
  if (cancelling_) {
    return {};
  }
  if (free_armed_.empty()) {
    free_armed_.push_back(static_cast<std::uint32_t>(armed_.size()));
    armed_.emplace_back();
  }
  const std::uint32_t place = free_armed_.back();
  free_armed_.pop_back();
  ArmedStep& step = armed_[place];
  step = {.name = name, .object = object, .action = action};
  step.id = next_id(name, step.path);
  if (log_ != nullptr) {
    log_->let_go(step.id);
  }
  set_alarm(place, delay);
  return {.task = step.id, .place = place};
}

void World::set_alarm(std::uint32_t place, Duration delay) {
  const auto wake = [](void* world, std::uint64_t armed) {
    World& self = *static_cast<World*>(world);
    const auto due = static_cast<std::uint32_t>(armed);
    self.make_due(self.armed_[due], due, nullptr);
  };
  ArmedStep& step = armed_[place];
  step.timer = {};
  if (delay == Duration{}) {
    make_due(step, place, running_);  // No need to wait until nothing else can happen.
    return;
  }
  ensure(delay > Duration{}, "a timer is not armed in the past");
  step.timer = timers_.arm(after(delay), {.run = wake, .object = this, .argument = place});
}

void World::make_due(ArmedStep& step, std::uint32_t place, const Task* maker) {
  if (!step.placed) {
    Task& task = take_slot();
    task.id = step.id;
    task.hashed = hashed(step.id);
    task.name = step.name;
    task.path = step.path;
    task.pending = {.kind = OpKind::kFire, .object = step.object};
    task.daemon = true;
    task.group = ObjectId::kNone;
    task.fire = step.action;
    task.armed = place;
    step.slot = task.slot;
    step.placed = true;
    ++step_task_count_;
    strategy_->spawned(task, maker, choices_);
  }
  enable(step.slot);
  attention_ |= kStepsDue;
}

bool World::cancel_step(StepId id) {
  const bool stale = id.task == TaskId::kNone || id.place >= armed_.size() ||
                     armed_[id.place].id != id.task || (cancelling_ && !ending_tasks_);
  if (stale) {
    return false;
  }
  ArmedStep& step = armed_[id.place];
  if (!step.placed) {
    timers_.cancel(step.timer);
    free_step(step, id.place);
    return true;
  }
  Task& task = *tasks_[index_of(step.slot)];
  const auto nothing = [](void*, std::uint64_t) {};
  if (&task == running_ || task.fire.run == nothing) {
    return false;
  }
  if (enabled_.contains(step.slot)) {
    // It is due, and might have come first. It stays, to do nothing, so that explorations see that.
    task.fire = {.run = nothing};
    return true;
  }
  timers_.cancel(step.timer);
  retire_step(task);
  return true;
}

void World::repeat_step(Duration delay) {
  ensure(running_->is_step(), "a step repeats itself from within its action");
  ArmedStep& step = armed_[running_->armed];
  repeating_count_ += step.repeating ? 0 : 1;
  step.repeating = true;
  period_max_ = std::max(period_max_, delay);
  set_alarm(running_->armed, delay);
}

// Its step, on the stack of whoever decided.
void World::fire(Task& step) {
  if (step.is_clock()) {
    go_on(step);
    return;
  }
  Task* const self = running_;
  running_ = &step;
  enabled_.erase(step.slot);
  const TimerId fired = armed_[step.armed].timer;
  begin_step(step);
  ++fired_count_;
  touch({.object = step.pending.object});
  step.fire.run(step.fire.object, step.fire.argument);
  if ((attention_ & kCheckDue) != 0) {
    check_step();
  }
  if (armed_[step.armed].timer == fired) {  // It has not repeated itself.
    retire_step(step);
  }
  running_ = self;
}

void World::retire_step(Task& step) {
  enabled_.erase(step.slot);
  strategy_->ended(step);
  ArmedStep& armed = armed_[step.armed];
  repeating_count_ -= armed.repeating ? 1 : 0;
  --step_task_count_;
  free_step(armed, step.armed);
  step.fire = {};
  step.id = TaskId::kNone;
  free_slot(step.slot);
}

void World::free_step(ArmedStep& step, std::uint32_t place) {
  step.id = TaskId::kNone;
  free_armed_.push_back(place);
}

// Whether only tickers tick: all that is pending repeats itself, and each has fired since a task
// last did a step.
bool World::fruitless() {
  const std::uint64_t task_steps = steps_ - fired_count_;
  if (timers_.count() > repeating_count_ || task_steps != fruitless_steps_) {
    fruitless_steps_ = task_steps;
    fruitless_since_ = now_;
    return false;
  }
  return now_ - fruitless_since_ > period_max_ || now_ == Time::max();
}

// --- standing still, sleeping and points ---

void World::pause(TaskId task) {
  if (const Task* found = find(task)) {
    paused_.insert(found->slot);
    attention_ |= kSomePaused;
  }
}

void World::resume(TaskId task) {
  if (const Task* found = find(task)) {
    paused_.erase(found->slot);
    if (paused_.empty()) {
      attention_ &= ~std::uint32_t{kSomePaused};
    }
  }
}

void World::sleep(Duration duration) {
  if (cancelling_) {
    static_cast<void>(cancelled(true));
    return;
  }
  const auto wake = [](void* world, std::uint64_t slot) {
    static_cast<World*>(world)->enable(Slot{static_cast<std::uint32_t>(slot)});
  };
  const bool waits = duration > Duration{};
  if (waits) {
    arm(duration, {.run = wake, .object = this, .argument = index_of(running_->slot)});
  }
  static_cast<void>(announce({.kind = OpKind::kSleep}, !waits));
}

void World::await_idle() {
  if (!cancelling_) {
    idle_.insert(running_->slot);
  }
  if (announce({.kind = OpKind::kIdle}, false) && races_ != nullptr) {
    races_->pass_all(running_->id);
  }
}

std::optional<std::size_t> World::enter_point(std::string_view name) {
  if (cancelling_ || (points_.empty() && recording_ == nullptr)) {
    return std::nullopt;
  }
  const std::string full_name = running_->name.str() + ": " + std::string(name);
  if (recording_ != nullptr) {
    recording_->points.push_back(full_name);
  }
  const std::optional<std::size_t> entry = points_.arrive(full_name);
  if (!entry) {
    return std::nullopt;
  }
  const bool due = points_.due(*entry);
  if (!due) {
    at_point_.emplace_back(*entry, running_->slot);
  }
  if (!announce({.kind = OpKind::kPoint}, due)) {
    return std::nullopt;
  }
  if (recording_ != nullptr) {
    note("passes " + std::string(name));
  }
  return entry;
}

void World::leave_point(std::size_t entry) {
  if (cancelling_) {
    return;
  }
  points_.pass(entry);
  for (const auto& [waiting_entry, slot] : at_point_) {
    if (points_.due(waiting_entry)) {
      enable(slot);
    }
  }
  std::erase_if(at_point_, [&](const auto& waiting) { return points_.due(waiting.first); });
}

}  // namespace rollcall
