#pragma once

#include "scenarios/engine/search.hpp"
#include "scenarios/engine/vocabulary.hpp"

#include <memory>
#include <string>
#include <vector>

namespace rollcall {

/// A scenario text of one worker and one expectation around the given lines.
inline std::string scenario_text(const std::string& lines, const std::string& expectation) {
  return "rollcall: 1\nname: under-test\nabout: A test.\n" + lines +
         "expect:\n  documented: " + expectation + "\n";
}

/// A scenario with its player.
struct Played {
  explicit Played(const std::string& text)
      : scenario(std::make_unique<Scenario>(read_scenario("test.yaml", text, vocabulary()))),
        player(std::make_unique<Player>(*scenario, "documented")) {}

  std::unique_ptr<Scenario> scenario;
  std::unique_ptr<Player> player;
};

/// "what the task said", in order, of one recorded execution.
inline std::vector<std::string> notes(Player& player, std::uint64_t seed) {
  Trace trace;
  static_cast<void>(player.play(seed, &trace));
  std::vector<std::string> said;
  for (const TraceEvent& event : trace.events) {
    if (!event.note.empty()) {
      said.push_back(to_text(event.time) + " " + trace.task_names[index_of(event.task)] + ": " +
                     event.note);
    }
  }
  return said;
}

}  // namespace rollcall
