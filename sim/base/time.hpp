#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace rollcall {

/// A span of virtual time in nanoseconds, signed 64-bit.
using Duration = std::chrono::nanoseconds;

/// The virtual clock's tag: it has no now(); a World tells the time.
struct VirtualClock {
  using duration = Duration;
  using rep = Duration::rep;
  using period = Duration::period;
  using time_point = std::chrono::time_point<VirtualClock, Duration>;
  static constexpr bool is_steady = true;
};
static_assert(sizeof(Duration::rep) == sizeof(std::int64_t));

/// A point of virtual time; an execution starts at Time{} (zero).
using Time = VirtualClock::time_point;

/// "0s", "1.5ms", "20us", "3ns", "2h": the largest unit that is at least one, exact, no rounding.
[[nodiscard]] std::string to_text(Duration duration);
[[nodiscard]] inline std::string to_text(Time time) { return to_text(time.time_since_epoch()); }

}  // namespace rollcall
