#pragma once

#include "scenarios/engine/subject.hpp"
#include "scenarios/engine/weather_driver.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/sync/wait_group.hpp"

#include <deque>
#include <map>
#include <string>

namespace rollcall {

/// What a person at a switch does takes no time, and where it stands alone it is in force before
/// anything else of its moment can happen: the one such action of a step, null if it has none. In a
/// race it is a branch like any other.
[[nodiscard]] const Action* lone_switch(const Step& step);

/// Task names of a scenario, made once: a task's name must outlive each execution.
class TaskNames {
 public:
  explicit TaskNames(const Scenario& scenario);

  [[nodiscard]] std::string_view of(const Action& action) const { return names_.at(&action); }

 private:
  std::map<const Action*, std::string> names_;
};

/// One execution of a scenario's steps against a subject.
///
/// Made by the first task of the execution, outlives all others. Steps of one moment start
/// together; a later moment comes only when nothing of the earlier can go on, for that is when
/// virtual time passes. What random weather does is added to `strikes`, unless null.
class Script {
 public:
  Script(const Scenario& scenario, const TaskNames& names, const DrawNames& draws, Subject& subject,
         Strikes* strikes);

  /// The body of the first task: returns when nothing more is to happen, and all is at rest.
  void play();

 private:
  void start_later_steps();
  void start_later_step(std::size_t index);
  void heal(const HealSpec& heal);
  void start_jobs();
  void submit_jobs(const JobsSpec& jobs);
  void start_step(std::size_t index);
  void start_branch(const Branch& branch, sim::wait_group& ended);
  void start_action(const Action& action, sim::wait_group& ended);

  const Scenario& scenario_;
  const TaskNames& names_;
  Subject& subject_;
  WeatherDriver weather_;
  std::deque<sim::wait_group> step_ended_;  // by step
};

}  // namespace rollcall
