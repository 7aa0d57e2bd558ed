#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace rollcall {

/// When an operation was open, on the clock of its history.
struct Interval {
  std::uint64_t client = 0;
  std::int64_t invoked = 0;
  std::optional<std::int64_t> returned;
};

/// The events of one operation, numbered from 0 over the whole history.
struct EventSpan {
  std::size_t invoked = 0;
  std::optional<std::size_t> returned;
};

/// Numbers the invocations and returns of a history by time; at equal times invocations come
/// first, then the order of `intervals` decides. Element i is of interval i.
/// Fails: HistoryError if an operation returned before it was invoked.
[[nodiscard]] std::vector<EventSpan> number_events(std::span<const Interval> intervals);

}  // namespace rollcall
