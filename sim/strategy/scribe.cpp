#include "sim/strategy/scribe.hpp"

#include "sim/core/world.hpp"

#include <algorithm>

namespace rollcall {

void Scribe::begin(Choices& choices) {
  choices_.clear();
  draws_.clear();
  draw_counts_.clear();
  strategy_.begin(choices);
  names_.begin(strategy_.early_timers());
}

void Scribe::named(TaskId id, const TaskName& name, const Task* parent) {
  names_.named(id, name, parent);
  strategy_.named(id, name, parent);
}

void Scribe::spawned(const Task& task, const Task* parent, Choices& choices) {
  strategy_.spawned(task, parent, choices);
}

Slot Scribe::pick(const Situation& situation) {
  Choice choice{
      .at = names_.arrive(situation), .fallback = default_choice(situation).id, .others = {}};
  const bool asked = situation.enabled_count > 1 || strategy_.sees_every_step();
  const Slot slot = asked ? strategy_.pick(situation) : situation.enabled.nth(0);
  if (slot == kGiveUp) {
    return slot;
  }
  const Task& task = situation.world.task(slot);
  choice.chosen = task.id;
  choice.running_enabled =
      situation.previous != nullptr && situation.previous->id == choice.fallback;
  situation.enabled.for_each([&](Slot other) {
    if (other != slot) {
      choice.others.push_back(situation.world.task(other).id);
    }
  });
  choices_.push_back(std::move(choice));
  names_.picked(task);
  return slot;
}

std::uint64_t Scribe::draw(const Stream& stream, std::uint64_t count) {
  const std::uint64_t value = source_.draw(stream, count);
  const std::string name(stream.name());
  const std::uint64_t nth = ++draw_counts_[name];
  if (value != 0) {
    draws_.push_back({.stream = name, .nth = nth, .bound = count, .value = value});
  }
  return value;
}

Schedule Scribe::schedule() const {
  Schedule schedule{.switches = {}, .draws = draws_};
  for (const Choice& choice : choices_) {
    if (choice.chosen != choice.fallback) {
      schedule.switches.push_back(
          {.at = names_.place(choice.at), .next = names_.label(choice.chosen)});
    }
  }
  return schedule;
}

std::vector<std::uint64_t> Scribe::preempted_after() const {
  std::vector<std::uint64_t> steps;
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    if (choices_[i].preempts()) {
      steps.push_back(i);
    }
  }
  return steps;
}

std::uint64_t Scribe::early_timer_count() const {
  return static_cast<std::uint64_t>(std::count_if(
      choices_.begin(), choices_.end(),
      [&](const Choice& choice) { return names_.label(choice.chosen) == kClockLabel; }));
}

std::uint64_t Scribe::switch_count() const {
  std::uint64_t count = 0;
  for (std::size_t i = 1; i < choices_.size(); ++i) {
    count += choices_[i].chosen != choices_[i - 1].chosen ? 1U : 0U;
  }
  return count;
}

}  // namespace rollcall
