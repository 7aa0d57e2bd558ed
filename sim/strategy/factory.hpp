#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/profile.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace rollcall {

/// A strategy that make_strategy() knows. Each also has the name NAME+early-N, for N from 1 to
/// kEarlyTimersMax: the same, where timers may fire early up to N times in an execution (see
/// Strategy::early_timers).
struct StrategyEntry {
  std::string_view name;
  std::string_view text;  // one line, for people
  bool profiled = false;  // uses the profile
};

/// In the order in which they are shown.
[[nodiscard]] std::span<const StrategyEntry> all_strategies();

inline constexpr std::uint32_t kEarlyTimersMax = 1000;

/// NAME+early-N, in place of what the name says of it; `name` as it is if `early_timers` is 0.
[[nodiscard]] std::string with_early_timers(std::string_view name, std::uint32_t early_timers);

/// Whether make_strategy() knows the name.
[[nodiscard]] bool is_strategy(std::string_view name);

/// Whether the strategy of that name gains from a profile.
[[nodiscard]] bool uses_profile(std::string_view name);

/// The strategy of that name as a Sampler plays it, null if there is none. `profile` may be empty;
/// it must outlive the strategy.
[[nodiscard]] std::unique_ptr<Strategy> make_strategy(std::string_view name,
                                                      const Profile& profile);

}  // namespace rollcall
