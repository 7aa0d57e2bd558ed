#pragma once

#include "sim/gtest/check_schedules.hpp"

#include <cstdint>
#include <string>

namespace rollcall {

/// What a search does once the environment has been asked.
struct SearchSettings {
  std::uint64_t runs = 0;
  std::string strategy;
  std::uint64_t base_seed = 0;  // the execution's own seed if `replays`
  bool replays = false;         // ROLLCALL_REPLAY is set: one execution

  [[nodiscard]] std::uint64_t seed_of(std::uint64_t execution) const;
};

/// Options, overridden by ROLLCALL_RUNS, ROLLCALL_STRATEGY, ROLLCALL_SEED and ROLLCALL_REPLAY; an
/// empty variable counts as unset. Throws std::invalid_argument naming the variable.
[[nodiscard]] SearchSettings search_settings(const SchedulesOptions& options);

/// "Suite.Test" of the running test, as --gtest_filter takes it; "" outside tests.
[[nodiscard]] std::string running_test_name();

/// "ROLLCALL_REPLAY=random:0x1f ./counter_test --gtest_filter=Counter.Adds"
[[nodiscard]] std::string replay_line(const std::string& strategy, std::uint64_t seed);

}  // namespace rollcall
