#include "scenarios/engine/vocabulary.hpp"

#include "model/invariants/pack.hpp"
#include "scenarios/engine/subject.hpp"
#include "sim/net/marks.hpp"

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
    made.events = event_names();
    made.marks.assign(net::kMarks.begin(), net::kMarks.end());
    made.points = {{"register", {"published", "attached", "freed", "refused"}},
                   {"set_state", {"set"}},
                   {"dispatcher", {"pulled", "marked"}},
                   {"job", {"called", "finished"}}};
    return made;
  }();
  return words;
}

}  // namespace rollcall
