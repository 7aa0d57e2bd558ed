#pragma once

#include "scenarios/language/scenario.hpp"

#include <compare>
#include <cstdint>

namespace rollcall {

/// What makes one scenario simpler than another, the most important first.
struct ScenarioCost {
  std::uint64_t faults = 0;        // entries of random weather, and what the network does at random
  std::uint64_t worker_count = 0;  //
  std::uint64_t job_count = 0;
  std::uint64_t action_count = 0;  // of all steps: each is a line to read
  std::uint64_t concurrency = 0;   // how many of them start beside another one
  std::uint64_t byte_count = 0;    // of the text
  std::uint64_t time_sum = 0;      // of the steps, in nanoseconds; saturated

  friend auto operator<=>(const ScenarioCost&, const ScenarioCost&) = default;
};

[[nodiscard]] ScenarioCost cost_of(const Scenario& scenario);

}  // namespace rollcall
