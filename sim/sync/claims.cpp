#include "sim/sync/claims.hpp"

#include "sim/core/world.hpp"

#include <string>

namespace rollcall::sim {

void always(bool condition, std::string_view name, std::string_view message) {
  if (!condition) {
    World& world = World::current();
    const std::string text = message.empty() ? "does not hold" : std::string(message);
    world.report(std::string(name), "task '" + world.running().name.str() + "': " + text);
  }
}

void sometimes(bool condition, std::string_view name) { World::current().mark(name, condition); }

bool buggify(std::string_view name) {
  World& world = World::current();
  if (world.cancelling()) {
    return false;
  }
  constexpr Ratio kQuarter{.num = 1, .den = 4};
  Choices& choices = world.choices();
  Stream& stream = choices.stream("buggify/" + std::string(name));
  auto site = world.sites().find(name);
  if (site == world.sites().end()) {
    site = world.sites().emplace(name, choices.chance(stream, kQuarter)).first;
  }
  return site->second && choices.chance(stream, kQuarter);
}

}  // namespace rollcall::sim
