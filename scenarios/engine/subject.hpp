#pragma once

#include "model/runtime/runtime.hpp"
#include "scenarios/engine/triggers.hpp"
#include "scenarios/language/scenario.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// The system under test as a script sees it: one manager, and the world around it.
///
/// Made by the first task of an execution, outlives all others. Everything but construction happens
/// inside tasks.
class Subject {
 public:
  Subject(const Scenario& scenario, PoolLedger& ledger) : triggers_(scenario, ledger) {}
  virtual ~Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;

  /// What runs from the beginning.
  virtual void start() = 0;

  /// Does one action to its end, in a task of its own, or in the script's for those that take no
  /// time. One that the manager does not know (see actions_of()) must not be asked for.
  virtual void perform(const Action& action) = 0;

  /// Hands in one job, of the stream that `jobs:` describes.
  virtual void submit(const Job& job) = 0;

  /// From now on, until the heal: what happens to each call. `span` is what it is late by.
  virtual void begin_weather(const MessageWeather& weather, DurationRange span) = 0;

  /// Faults have stopped. The hosts that are in the core heal, and the links between them; the rest
  /// stays as it is. By place: the orchestrator, then the workers.
  virtual void heal(const std::vector<bool>& core) = 0;

  /// All steps have been started: returns when nothing more is to happen.
  virtual void settle() = 0;

  /// What `when:` waits for.
  [[nodiscard]] Triggers& triggers() { return triggers_; }

 private:
  Triggers triggers_;
};

/// The managers that a scenario can be played against.
[[nodiscard]] const std::vector<std::string>& manager_names();

/// The actions that a manager knows, by the keys they are written with; `faults` among them says
/// that it lives in a world with a network.
[[nodiscard]] const std::vector<std::string>& actions_of(std::string_view manager);

/// `manager` must be one of manager_names(). Both references must outlive it.
[[nodiscard]] std::unique_ptr<Subject> make_subject(std::string_view manager,
                                                    const Scenario& scenario, PoolLedger& ledger);

}  // namespace rollcall
