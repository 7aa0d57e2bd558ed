#include "scenarios/engine/vocabulary.hpp"

#include "model/invariants/pack.hpp"
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
    made.events = event_names();
    // What the network's faults leave behind where they act; see sim/net/README.md.
    made.marks = {"net-address-reused",
                  "net-call-reset",
                  "net-caller-crashes-during-call",
                  "net-clock-jump",
                  "net-clog",
                  "net-clog-in-flight",
                  "net-connect-timeout",
                  "net-connection-refused",
                  "net-deadline-before-sending",
                  "net-deadline-in-doubt",
                  "net-drop-reply",
                  "net-duplication",
                  "net-fails-fast",
                  "net-loss",
                  "net-partition",
                  "net-partition-in-flight",
                  "net-reconnected",
                  "net-reordering",
                  "net-reply-too-late",
                  "net-request-refused",
                  "net-waits-at-paused-host"};
    made.points = {{"register", {"published", "attached", "freed", "refused"}},
                   {"set_state", {"set"}},
                   {"dispatcher", {"pulled", "marked"}},
                   {"job", {"called", "finished"}}};
    return made;
  }();
  return words;
}

}  // namespace rollcall
