#include "tests/sim/support.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

namespace rollcall {
namespace {

// Each task sleeps its spans one after the other; says when each sleep ended, in order.
std::vector<std::pair<std::int64_t, std::size_t>> wake_ups(
    std::uint64_t seed, const std::vector<std::vector<std::uint16_t>>& spans, bool& exact) {
  std::vector<std::pair<std::int64_t, std::size_t>> woken;
  exact = true;
  const RunResult result = run(seed, [&] {
    for (std::size_t task = 0; task < spans.size(); ++task) {
      sim::spawn("sleeper", [&, task] {
        std::int64_t deadline = 0;
        for (const std::uint16_t span : spans[task]) {
          sim::sleep(Duration{span});
          deadline += span;
          const std::int64_t now = sim::now().time_since_epoch().count();
          exact = exact && now == deadline;
          woken.emplace_back(now, task);
        }
      });
    }
  });
  exact = exact && !result.violation;
  return woken;
}

RC_GTEST_PROP(ClockProperty, SleepsEndInOrderOfDeadlineAndExactlyOnTime,
              (std::uint64_t seed, const std::vector<std::vector<std::uint16_t>>& spans)) {
  bool exact = false;
  const auto woken = wake_ups(seed, spans, exact);
  RC_ASSERT(exact);
  const bool sorted = std::is_sorted(
      woken.begin(), woken.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  RC_ASSERT(sorted);
  std::size_t expected_count = 0;
  for (const auto& task : spans) {
    expected_count += task.size();
  }
  RC_ASSERT(woken.size() == expected_count);
}

RC_GTEST_PROP(ClockProperty, TheWorldEndsWithItsLongestSleeper,
              (std::uint64_t seed, const std::vector<std::vector<std::uint16_t>>& spans)) {
  std::int64_t longest = 0;
  for (const auto& task : spans) {
    std::int64_t sum = 0;
    for (const std::uint16_t span : task) {
      sum += span;
    }
    longest = std::max(longest, sum);
  }
  const RunResult result = run(seed, [&] {
    for (const auto& task : spans) {
      sim::spawn("sleeper", [&task] {
        for (const std::uint16_t span : task) {
          sim::sleep(Duration{span});
        }
      });
    }
  });
  RC_ASSERT(result.end == Time{Duration{longest}});
}

}  // namespace
}  // namespace rollcall
