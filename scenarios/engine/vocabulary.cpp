#include "scenarios/engine/vocabulary.hpp"

#include "model/invariants/pack.hpp"

namespace rollcall {

std::vector<std::string> manager_names() { return {"documented"}; }

const Vocabulary& vocabulary() {
  static const Vocabulary words = [] {
    Vocabulary made;
    made.managers = manager_names();
    for (const Invariant* invariant : all_invariants()) {
      made.invariants.emplace_back(invariant->name);
    }
    for (const EngineViolation& violation : engine_violations()) {
      made.invariants.emplace_back(violation.name);
    }
    made.points = {{"register", {"published", "attached", "freed", "refused"}},
                   {"set_state", {"set"}},
                   {"dispatcher", {"pulled", "marked"}},
                   {"job", {"called", "finished"}}};
    return made;
  }();
  return words;
}

}  // namespace rollcall
