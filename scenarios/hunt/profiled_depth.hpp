#pragma once

#include "scenarios/language/scenario.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace rollcall {

/// The least and the greatest bound on steps that profiled_depth() gives. Beyond the greatest, what
/// dpor keeps of an execution is too much for a default: it may take minutes and gigabytes.
constexpr std::uint64_t kDepthLeast = 10'000;
constexpr std::uint64_t kDepthMost = 100'000;

/// A bound on steps that lets the executions of an exploration come to their end: four times the
/// steps of the longest of a few random executions, in whole thousands, between the two above.
///
/// The first and the last of the scenarios (see exploration_scope()) are played, in a process of
/// their own, with nothing judged, so that a violation does not end an execution early. Equal
/// scenarios give equal bounds. Throws WorkerBug.
[[nodiscard]] std::uint64_t profiled_depth(std::span<const Scenario> scenarios,
                                           std::string_view manager);

}  // namespace rollcall
