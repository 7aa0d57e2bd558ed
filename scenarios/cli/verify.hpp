#pragma once

#include "scenarios/engine/player.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace rollcall {

/// An execution as text to compare: a line an event, then the outcome and the trace hash.
[[nodiscard]] std::vector<std::string> execution_lines(const Trace& trace, const RunResult& result);

/// What two executions that are compared are called.
struct Sides {
  const char* here = "this process";
  const char* there = "a fresh process";
};

/// The first line that differs, with what came before it and what comes next on either side; "" if
/// none does.
[[nodiscard]] std::string first_divergence(const std::vector<std::string>& here,
                                           const std::vector<std::string>& there,
                                           const Sides& sides = {});

/// Makes the player's stacks lie in an order that `shift` decides. Before its first execution.
void permute_stacks(Player& player, std::uint64_t shift);

/// Plays the seed in a fresh process, with other addresses for heap and stacks and with freed
/// memory overwritten, and compares. What differs, "" if nothing does. Fails: std::system_error if
/// there can be no such process.
[[nodiscard]] std::string verify_in_fresh_process(const Player& player, std::uint64_t seed,
                                                  const std::vector<std::string>& here);

}  // namespace rollcall
