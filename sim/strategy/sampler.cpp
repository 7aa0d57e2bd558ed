#include "sim/strategy/sampler.hpp"

#include "sim/core/world.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace rollcall {

Sampler::Sampler(std::unique_ptr<Strategy> strategy, const Options& options)
    : strategy_(std::move(strategy)), options_(options) {
  ensure(strategy_ != nullptr, "a sampler has a strategy");
}

void Sampler::begin(Choices& choices) {
  strategy_->begin(choices);
  unfair_ = strategy_->unfair();
  spinners_.begin();
  plan_early_timers(choices);
}

void Sampler::plan_early_timers(Choices& choices) {
  early_at_.clear();
  slow_.clear();
  timed_steps_ = 0;
  if (options_.early_timers == 0) {
    return;
  }
  const std::uint64_t steps =
      options_.timed_steps > 0 ? options_.timed_steps : std::uint64_t{16} << choices.schedule(8);
  const std::uint64_t count = 1 + choices.schedule(options_.early_timers);
  for (std::uint64_t i = 0; i < count; ++i) {
    early_at_.push_back(1 + choices.schedule(steps));
  }
  std::sort(early_at_.begin(), early_at_.end(), std::greater<>());
}

void Sampler::spawned(const Task& task, const Task* parent, Choices& choices) {
  if (!task.is_clock()) {
    strategy_->spawned(task, parent, choices);
  }
}

void Sampler::ended(const Task& task) {
  spinners_.ended(task.slot);
  strategy_->ended(task);
}

Slot Sampler::pick(const Situation& situation) {
  const std::optional<Slot> clock = situation.world.clock();
  if (!clock) {
    return pick_task(situation);
  }
  tasks_ = situation.enabled;
  tasks_.erase(*clock);
  if (situation.enabled.contains(*clock) && goes_on_early()) {
    leave_behind(tasks_, situation.choices);
    return *clock;
  }
  tasks_.subtract(slow_);
  if (tasks_.empty()) {
    slow_.clear();
    tasks_ = situation.enabled;
    tasks_.erase(*clock);
  }
  return pick_task({.world = situation.world,
                    .enabled = tasks_,
                    .enabled_count = tasks_.count(),
                    .choices = situation.choices,
                    .previous = situation.previous});
}

void Sampler::leave_behind(const TaskSet& tasks, Choices& choices) {
  if (choices.schedule(2) == 0) {
    slow_ = tasks;
  }
}

bool Sampler::goes_on_early() {
  ++timed_steps_;
  if (early_at_.empty() || early_at_.back() > timed_steps_) {
    return false;
  }
  early_at_.pop_back();
  return true;
}

Slot Sampler::pick_task(const Situation& situation) {
  if (!unfair_ || situation.world.steps() < options_.watched_after) {
    return situation.enabled_count > 1
               ? strategy_->pick(situation)
               : pick_among(situation, situation.enabled, situation.enabled_count);
  }
  spinners_.settle(situation);
  Slot slot{};
  if (spinners_.any()) [[unlikely]] {
    const TaskSet& others = spinners_.others(situation.enabled);
    slot = pick_among(situation, others, others.count());
  } else {
    slot = situation.enabled_count > 1
               ? strategy_->pick(situation)
               : pick_among(situation, situation.enabled, situation.enabled_count);
  }
  spinners_.picked(situation.world.task(slot), situation.world);
  return slot;
}

// One of these, which are fewer than the world asked about, perhaps.
Slot Sampler::pick_among(const Situation& situation, const TaskSet& tasks, std::uint32_t count) {
  if (count == 1 && !strategy_->sees_every_step()) {
    return tasks.nth(0);
  }
  return strategy_->pick({.world = situation.world,
                          .enabled = tasks,
                          .enabled_count = count,
                          .choices = situation.choices,
                          .previous = situation.previous});
}

}  // namespace rollcall
