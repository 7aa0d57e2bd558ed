#pragma once

#include "model/runtime/runtime.hpp"
#include "scenarios/engine/draw_names.hpp"
#include "scenarios/engine/milestones.hpp"
#include "scenarios/engine/triggers.hpp"
#include "scenarios/language/scenario.hpp"

#include <functional>
#include <map>
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
  Subject(const Scenario& scenario, PoolLedger& ledger)
      : milestones_(ledger), triggers_(scenario, ledger) {}
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

  /// A message that weather dropped or doubled, as the action that does it to the next one.
  using Hit = std::function<void(const MessageAction&)>;

  /// From now on, until the heal: what happens to each call. `span` is what it is late by.
  virtual void begin_weather(const MessageWeather& weather, DurationRange span, Hit hit) = 0;

  /// Faults have stopped. The hosts that are in the core heal, and the links between them; the rest
  /// stays as it is. By place: the orchestrator, then the workers.
  virtual void heal(const std::vector<bool>& core) = 0;

  /// All steps have been started: returns when nothing more is to happen, and what must hold at
  /// rest is judged.
  virtual void settle() = 0;

  /// After that, for those that can be shut down: that must come to its end, too.
  virtual void shut_down() {}

  /// What `when:` waits for.
  [[nodiscard]] Triggers& triggers() { return triggers_; }

 private:
  Milestones milestones_;
  Triggers triggers_;
};

/// The ip that a worker says it has: its host, an IPv6 address without the brackets.
[[nodiscard]] std::string ip_of(const std::string& host);

/// The managers that a scenario can be played against: "documented", "hardened", and the repairs of
/// the documented one, as "documented+bigger-queue".
[[nodiscard]] const std::vector<std::string>& manager_names();

/// The repairs among repair_names() that are some.
[[nodiscard]] std::vector<std::string> repairs();

/// Of "documented+bigger-queue" the two parts; of any other manager itself and "".
[[nodiscard]] std::string_view manager_kind(std::string_view manager);
[[nodiscard]] std::string_view manager_repair(std::string_view manager);

/// The actions that a manager knows, by the keys they are written with; `faults` among them says
/// that it lives in a world with a network.
[[nodiscard]] const std::vector<std::string>& actions_of(std::string_view manager);

/// The named points that its tasks pass, by kind of task. Empty: an `order` is none of its
/// business, and it is played under every schedule.
[[nodiscard]] const std::map<std::string, std::vector<std::string>>& points_of(
    std::string_view manager);

/// `manager` must be one of manager_names(); its repair is the scenario's. All references must
/// outlive it.
[[nodiscard]] std::unique_ptr<Subject> make_subject(std::string_view manager,
                                                    const Scenario& scenario,
                                                    const DrawNames& draws, PoolLedger& ledger);

}  // namespace rollcall
