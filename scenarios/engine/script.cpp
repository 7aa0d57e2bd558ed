#include "scenarios/engine/script.hpp"

#include "sim/core/world.hpp"
#include "sim/sync/task.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

// Indices of the steps that have a time, by time; equal times in document order.
std::vector<std::size_t> timeline(const std::vector<Step>& steps) {
  std::vector<std::size_t> indices;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    if (!steps[index].after && !steps[index].when) {
      indices.push_back(index);
    }
  }
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t left, std::size_t right) {
    return steps[left].at < steps[right].at;
  });
  return indices;
}

}  // namespace

const Action* lone_switch(const Step& step) {
  const bool alone = step.branches.size() == 1 && step.branches.front().actions.size() == 1;
  if (!alone) {
    return nullptr;
  }
  const Action& action = step.branches.front().actions.front();
  const bool calls = std::holds_alternative<RegisterAction>(action.what) ||
                     std::holds_alternative<SetStateAction>(action.what) ||
                     std::holds_alternative<WorkerAction>(action.what) ||
                     std::holds_alternative<SubmitAction>(action.what) ||
                     std::holds_alternative<CancelAction>(action.what);
  return calls ? nullptr : &action;
}

TaskNames::TaskNames(const Scenario& scenario) {
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        names_.emplace(&action, task_name(scenario, action));
      }
    }
  }
}

Script::Script(const Scenario& scenario, const TaskNames& names, const DrawNames& draws,
               Subject& subject, Strikes* strikes)
    : scenario_(scenario),
      names_(names),
      subject_(subject),
      weather_(scenario, draws, subject, strikes) {
  for (const Step& step : scenario.steps) {
    step_ended_.emplace_back(step.label.empty() ? std::string_view("step") : step.label);
  }
}

void Script::play() {
  subject_.start();
  weather_.start();
  start_later_steps();
  bool jobs_started = false;
  for (const std::size_t index : timeline(scenario_.steps)) {
    const Duration wait = scenario_.steps[index].at - sim::now().time_since_epoch();
    if (wait > Duration{}) {
      // Jobs start with the first moment, after its steps: a pause at 0s comes before the first
      // job.
      if (!std::exchange(jobs_started, true)) {
        start_jobs();
      }
      sim::sleep(wait);
    }
    start_step(index);
  }
  if (!jobs_started) {
    start_jobs();
  }
  if (scenario_.heal) {
    heal(*scenario_.heal);
  }
  subject_.settle();
}

// The core is drawn: which of the workers, for the orchestrator always is in it.
void Script::heal(const HealSpec& heal) {
  World& world = World::current();
  const Duration wait = heal.at - sim::now().time_since_epoch();
  if (wait > Duration{}) {
    sim::sleep(wait);
  }
  weather_.stop();
  const std::size_t worker_count = scenario_.workers.size();
  std::vector<bool> core(worker_count + 1, !heal.core);
  core.front() = true;
  std::vector<std::size_t> left;
  for (std::size_t worker = 0; worker < worker_count; ++worker) {
    left.push_back(worker + 1);
  }
  Stream& stream = world.choices().stream("faults/core");
  for (std::uint32_t count = 0; count < heal.core.value_or(0) && !left.empty(); ++count) {
    const std::size_t place = world.choices().pick(stream, left.size());
    core[left[place]] = true;
    left.erase(left.begin() + static_cast<std::ptrdiff_t>(place));
  }
  subject_.heal(core);
}

void Script::start_jobs() {
  if (scenario_.jobs) {
    sim::spawn("submitter", [this] { submit_jobs(*scenario_.jobs); });
  }
}

void Script::submit_jobs(const JobsSpec& jobs) {
  World& world = World::current();
  Stream& stream = world.choices().stream("workload/jobs");
  for (std::uint64_t number = 1; number <= jobs.count; ++number) {
    if (number > 1) {
      sim::sleep(jobs.every);
    }
    const Duration duration =
        world.choices().between(stream, jobs.duration.low, jobs.duration.high);
    subject_.submit({.number = number, .duration = duration});
  }
}

// A labelled step counts as going on from the beginning, until it has been started and all it
// started has ended.
void Script::start_later_steps() {
  for (std::size_t index = 0; index < scenario_.steps.size(); ++index) {
    if (!scenario_.steps[index].label.empty()) {
      step_ended_[index].add(1);
    }
  }
  for (std::size_t index = 0; index < scenario_.steps.size(); ++index) {
    if (scenario_.steps[index].after || scenario_.steps[index].when) {
      sim::spawn({.name = {.text = "script"}, .daemon = scenario_.steps[index].when.has_value()},
                 [this, index] { start_later_step(index); });
    }
  }
}

// One that waits for an event may wait for ever, and is no reason to go on.
void Script::start_later_step(std::size_t index) {
  const Step& step = scenario_.steps[index];
  if (step.when) {
    if (!subject_.triggers().await(step)) {
      return;
    }
    sim::sleep(step.at);
  } else {
    step_ended_[*step.after].wait();
  }
  start_step(index);
}

void Script::start_step(std::size_t index) {
  const Step& step = scenario_.steps[index];
  if (const Action* action = lone_switch(step)) {
    subject_.perform(*action);
  } else {
    for (const Branch& branch : step.branches) {
      start_branch(branch, step_ended_[index]);
    }
  }
  if (!step.label.empty()) {
    step_ended_[index].done();
  }
}

void Script::start_branch(const Branch& branch, sim::wait_group& ended) {
  if (branch.actions.size() == 1) {
    start_action(branch.actions.front(), ended);
    return;
  }
  ended.add(1);
  sim::spawn("branch", [this, &branch, &ended] {
    for (const Action& action : branch.actions) {
      sim::wait_group action_ended("action");
      start_action(action, action_ended);
      action_ended.wait();
    }
    ended.done();
  });
}

void Script::start_action(const Action& action, sim::wait_group& ended) {
  ended.add(1);
  sim::spawn(names_.of(action), [this, &action, &ended] {
    subject_.perform(action);
    ended.done();
  });
}

}  // namespace rollcall
