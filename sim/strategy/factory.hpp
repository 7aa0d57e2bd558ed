#pragma once

#include "sim/core/strategy.hpp"
#include "sim/strategy/profile.hpp"

#include <memory>
#include <span>
#include <string_view>

namespace rollcall {

/// A strategy that make_strategy() knows.
struct StrategyEntry {
  std::string_view name;
  std::string_view text;  // one line, for people
  bool profiled = false;  // uses the profile
};

/// In the order in which they are shown.
[[nodiscard]] std::span<const StrategyEntry> all_strategies();

/// Whether the strategy of that name gains from a profile.
[[nodiscard]] bool uses_profile(std::string_view name);

/// The strategy of that name, null if there is none. `profile` may be empty; it must outlive the
/// strategy.
[[nodiscard]] std::unique_ptr<Strategy> make_strategy(std::string_view name,
                                                      const Profile& profile);

}  // namespace rollcall
