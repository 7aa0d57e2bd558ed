#pragma once

#include "scenarios/engine/strikes.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/trace/schedule.hpp"

#include <functional>
#include <vector>

namespace rollcall {

/// A small change of a scenario that makes it simpler, or is hoped to.
using Edit = std::function<void(Scenario&)>;
using Edits = std::vector<Edit>;

/// What is known of the execution that a scenario is shrunk for.
struct Evidence {
  Schedule schedule;
  Strikes strikes;  // their entries are of the scenario that it was played with
};

/// A way to simplify: its edits of a scenario, the largest steps first. An edit may lead to what no
/// reader takes (a scenario without steps): whoever tries it reads it.
using Reduction = Edits (*)(const Scenario&, const Evidence&);

/// All ways, in the order in which they are best tried.
[[nodiscard]] const std::vector<Reduction>& all_reductions();

// Of all_reductions(), by file.

// edits.cpp: what can be left out.
[[nodiscard]] Edits drop_faults(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits drop_steps(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits drop_branches(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits drop_workers(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits drop_order(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits drop_labels(const Scenario& scenario, const Evidence& evidence);

// edits_of_settings.cpp: what can have its usual value.
[[nodiscard]] Edits calm_world(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits fewer_jobs(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits usual_manager(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits plain_actions(const Scenario& scenario, const Evidence& evidence);

// edits_of_draws.cpp: what was drawn, written down.
[[nodiscard]] Edits script_weather(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits pin_ranges(const Scenario& scenario, const Evidence& evidence);

// edits_of_times.cpp: one thing after the other, at round times.
[[nodiscard]] Edits one_by_one(const Scenario& scenario, const Evidence& evidence);
[[nodiscard]] Edits round_times(const Scenario& scenario, const Evidence& evidence);

// scenario_surgery.cpp: what several of them do.

/// Steps that started after a dropped one start with the one before.
void erase_steps(Scenario& scenario, std::size_t first, std::size_t last);
/// In order of time, after those of the same moment.
void insert_step(Scenario& scenario, Step step);
/// And all that only they do, and what conditions say of them; those behind them move up, with
/// their ids and addresses.
void erase_workers(Scenario& scenario, std::size_t first, std::size_t last);
/// Branches without actions, and steps without branches.
void erase_what_is_empty(Scenario& scenario);
void for_each_action(Scenario& scenario, const std::function<void(Action&)>& look);

}  // namespace rollcall
