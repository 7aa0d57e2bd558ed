#include "sim/check/timeline.hpp"

#include "sim/check/history.hpp"

#include <algorithm>
#include <string>
#include <tuple>

namespace rollcall {
namespace {

struct Event {
  std::int64_t time = 0;
  bool returns = false;
  std::size_t operation = 0;

  [[nodiscard]] bool operator<(const Event& other) const {
    return std::tie(time, returns, operation) <
           std::tie(other.time, other.returns, other.operation);
  }
};

}  // namespace

std::vector<EventSpan> number_events(std::span<const Interval> intervals) {
  std::vector<Event> events;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const Interval& interval = intervals[i];
    events.push_back({interval.invoked, false, i});
    if (!interval.returned) {
      continue;
    }
    if (*interval.returned < interval.invoked) {
      throw HistoryError("operation " + std::to_string(i + 1) + " (client " +
                         std::to_string(interval.client) + "): returned at " +
                         std::to_string(*interval.returned) + ", before it was invoked at " +
                         std::to_string(interval.invoked));
    }
    events.push_back({*interval.returned, true, i});
  }
  std::sort(events.begin(), events.end());
  std::vector<EventSpan> spans(intervals.size());
  for (std::size_t number = 0; number < events.size(); ++number) {
    if (events[number].returns) {
      spans[events[number].operation].returned = number;
    } else {
      spans[events[number].operation].invoked = number;
    }
  }
  return spans;
}

}  // namespace rollcall
