#include "scenarios/engine/vocabulary.hpp"

#include "model/invariants/pack.hpp"
#include "scenarios/engine/milestones.hpp"
#include "scenarios/engine/scenario_conditions.hpp"
#include "scenarios/engine/subject.hpp"

namespace rollcall {

const Vocabulary& vocabulary() {
  static const Vocabulary words = [] {
    Vocabulary made;
    made.managers = manager_names();
    for (const std::string& manager : made.managers) {
      made.actions[manager] = actions_of(manager);
    }
    for (const Invariant* invariant : all_invariants()) {
      made.invariants.emplace_back(invariant->name);
    }
    for (const EngineViolation& violation : engine_violations()) {
      made.invariants.emplace_back(violation.name);
    }
    for (const EngineViolation& violation : condition_violations()) {
      made.invariants.emplace_back(violation.name);
    }
    made.observables = observable_names();
    made.states = state_names();
    made.events = event_names();
    for (const MarkEntry& mark : all_marks()) {
      made.marks.push_back(mark.name);
    }
    made.points = points_of("documented");
    return made;
  }();
  return words;
}

}  // namespace rollcall
