#include "scenarios/engine/stage.hpp"

#include <algorithm>
#include <numeric>

namespace rollcall {
namespace {

documented::FailedCall failed_call(const std::string& reading) {
  if (reading == "dead") {
    return documented::FailedCall::kDead;
  }
  return reading == "free" ? documented::FailedCall::kFree : documented::FailedCall::kNothing;
}

std::string address_of(const WorkerSpec& worker) {
  return worker.host + ":" + std::to_string(worker.port);
}

// A pause that stands alone is in force before anything else of its moment can happen; in a race it
// is a branch like any other.
const DispatchPauseAction* lone_pause(const Step& step) {
  const bool alone = step.branches.size() == 1 && step.branches.front().actions.size() == 1;
  return alone ? std::get_if<DispatchPauseAction>(&step.branches.front().actions.front().what)
               : nullptr;
}

// Indices of the steps that have a time, by time; equal times in document order.
std::vector<std::size_t> timeline(const std::vector<Step>& steps) {
  std::vector<std::size_t> indices;
  for (std::size_t index = 0; index < steps.size(); ++index) {
    if (!steps[index].after) {
      indices.push_back(index);
    }
  }
  std::stable_sort(indices.begin(), indices.end(), [&](std::size_t left, std::size_t right) {
    return steps[left].at < steps[right].at;
  });
  return indices;
}

}  // namespace

TaskNames::TaskNames(const Scenario& scenario) {
  const auto name = [&](const Action& action) -> std::string {
    if (const auto* registration = std::get_if<RegisterAction>(&action.what)) {
      return task_name(scenario, *registration);
    }
    const auto* change = std::get_if<SetStateAction>(&action.what);
    return change == nullptr ? "dispatch_pause" : task_name(scenario, *change);
  };
  for (const Step& step : scenario.steps) {
    for (const Branch& branch : step.branches) {
      for (const Action& action : branch.actions) {
        names_.emplace(&action, name(action));
      }
    }
  }
}

Stage::Stage(const Scenario& scenario, const TaskNames& names, PoolLedger& ledger)
    : scenario_(scenario),
      names_(names),
      runtime_(ledger),
      manager_(runtime_, scenario.manager.free_capacity),
      jobs_(std::max<std::size_t>(1, scenario.jobs ? scenario.jobs->count : 0), "jobs"),
      dispatcher_(runtime_, manager_, jobs_, failed_call(scenario.manager.failed_call)) {
  for (const WorkerSpec& worker : scenario.workers) {
    runtime_.serve(address_of(worker));
  }
  for (const Step& step : scenario.steps) {
    step_ended_.emplace_back(step.label.empty() ? std::string_view("step") : step.label);
  }
}

void Stage::play() {
  start_dispatchers();
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
  World::current().await_idle();
  jobs_.close();  // Dispatchers that wait for a job end; one that waits for a worker is a daemon.
  World::current().await_idle();
}

void Stage::start_dispatchers() {
  for (std::uint32_t number = 1; number <= scenario_.manager.dispatchers; ++number) {
    dispatchers_.push_back(runtime_.spawn_daemon({.text = "dispatcher", .number = number},
                                                 [this] { dispatcher_.run(); }));
  }
}

void Stage::start_jobs() {
  if (scenario_.jobs) {
    sim::spawn("submitter", [this] { submit_jobs(*scenario_.jobs); });
  }
}

void Stage::submit_jobs(const JobsSpec& jobs) {
  World& world = World::current();
  Stream& stream = world.choices().stream("workload/jobs");
  for (std::uint64_t number = 1; number <= jobs.count; ++number) {
    if (number > 1) {
      sim::sleep(jobs.every);
    }
    const Duration duration =
        world.choices().between(stream, jobs.duration.low, jobs.duration.high);
    jobs_.send({.number = number, .duration = duration});
  }
}

// A labelled step counts as going on from the beginning, until it has been started and all it
// started has ended.
void Stage::start_later_steps() {
  for (std::size_t index = 0; index < scenario_.steps.size(); ++index) {
    if (!scenario_.steps[index].label.empty()) {
      step_ended_[index].add(1);
    }
  }
  for (std::size_t index = 0; index < scenario_.steps.size(); ++index) {
    if (scenario_.steps[index].after) {
      sim::spawn("script", [this, index] {
        step_ended_[*scenario_.steps[index].after].wait();
        start_step(index);
      });
    }
  }
}

void Stage::start_step(std::size_t index) {
  const Step& step = scenario_.steps[index];
  if (const DispatchPauseAction* pause = lone_pause(step)) {
    perform(*pause);
  } else {
    for (const Branch& branch : step.branches) {
      start_branch(branch, step_ended_[index]);
    }
  }
  if (!step.label.empty()) {
    step_ended_[index].done();
  }
}

void Stage::start_branch(const Branch& branch, sim::wait_group& ended) {
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

void Stage::start_action(const Action& action, sim::wait_group& ended) {
  ended.add(1);
  sim::spawn(names_.of(action), [this, &action, &ended] {
    std::visit([this](const auto& what) { perform(what); }, action.what);
    ended.done();
  });
}

void Stage::perform(const RegisterAction& action) {
  const WorkerSpec& worker = scenario_.workers[action.worker];
  const bool accepted =
      manager_.register_worker({.id = worker.id, .ip = action.host, .port = action.port});
  runtime_.probe().said(accepted ? "answers: registered" : "answers: refused");
}

void Stage::perform(const SetStateAction& action) {
  const sim::Point set("set");
  manager_.set_worker_state(scenario_.workers[action.worker].id, action.state);
}

// Where pauses overlap, the latest end counts.
void Stage::perform(const DispatchPauseAction& action) {
  World& world = World::current();
  for (const TaskId dispatcher : dispatchers_) {
    world.pause(dispatcher);
  }
  runtime_.probe().said("pauses the dispatchers");
  const Duration duration = action.duration.value_or(Duration::max());
  const Time end = duration > Time::max() - world.now() ? Time::max() : world.now() + duration;
  paused_until_ = std::max(paused_until_, end);
  if (action.duration) {
    const auto resume = [](void* stage, std::uint64_t) {
      static_cast<Stage*>(stage)->resume_dispatchers();
    };
    world.arm(duration, {.run = resume, .object = this, .argument = 0});
  }
}

void Stage::resume_dispatchers() {
  if (World::current().now() < paused_until_) {
    return;
  }
  for (const TaskId dispatcher : dispatchers_) {
    World::current().resume(dispatcher);
  }
}

}  // namespace rollcall
