#pragma once

#include "model/documented/documented_sim.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/sync/wait_group.hpp"

#include <deque>
#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// Task names of a scenario, made once: a task's name must outlive each execution.
class TaskNames {
 public:
  explicit TaskNames(const Scenario& scenario);

  [[nodiscard]] std::string_view of(const Action& action) const { return names_.at(&action); }

 private:
  std::map<const Action*, std::string> names_;
};

/// One execution of a script: the system under test, and the tasks that the scenario asks for.
///
/// Made by the first task of the execution, outlives all others. Steps of one moment start
/// together; a later moment comes only when nothing of the earlier can go on, for that is when
/// virtual time passes.
class Stage {
 public:
  Stage(const Scenario& scenario, const TaskNames& names, PoolLedger& ledger);

  /// The body of the first task: returns when nothing can happen any more.
  void play();

 private:
  using Manager = documented::WorkerManager<SimRuntime>;
  using Dispatcher = documented::Dispatcher<SimRuntime>;

  void start_dispatchers();
  void start_later_steps();
  void start_jobs();
  void submit_jobs(const JobsSpec& jobs);
  void start_step(std::size_t index);
  void start_branch(const Branch& branch, sim::wait_group& ended);
  void start_action(const Action& action, sim::wait_group& ended);
  void perform(const RegisterAction& action);
  void perform(const SetStateAction& action);
  void perform(const DispatchPauseAction& action);
  void resume_dispatchers();

  const Scenario& scenario_;
  const TaskNames& names_;
  SimRuntime runtime_;
  Manager manager_;
  Dispatcher::Jobs jobs_;
  Dispatcher dispatcher_;
  std::vector<TaskId> dispatchers_;
  Time paused_until_{};
  std::deque<sim::wait_group> step_ended_;  // by step
};

}  // namespace rollcall
