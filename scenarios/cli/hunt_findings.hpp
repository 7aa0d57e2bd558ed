#pragma once

#include "scenarios/cli/options.hpp"
#include "scenarios/engine/player.hpp"
#include "scenarios/hunt/hunter.hpp"
#include "scenarios/hunt/tally.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace rollcall {

/// One distinct failure of a hunt, played again.
struct ConfirmedFinding {
  FoundFailure failure = {};
  bool expected = false;
  std::string divergence = {};  // "": it does the same again
  std::string screen = {};      // the explanation, "" if none was asked for
  std::string decisions = {};   // the decision file; "" where the process died
};

/// The failures of a tally in order of their first index.
[[nodiscard]] std::vector<FoundFailure> in_order(const HuntTally& tally);

/// Plays the smallest failure again, recorded, and compares; one that a process died of is played
/// in a process of the hunter's.
[[nodiscard]] ConfirmedFinding confirm(Player& player, Hunter& hunter, const FoundFailure& failure,
                                       std::uint64_t seed, bool explains, ColorWish color);

}  // namespace rollcall
