#include "sim/trace/schedule.hpp"

#include "sim/trace/escape.hpp"

#include <algorithm>

namespace rollcall {

std::string label(std::string_view maker_label, std::string_view name) {
  std::string text(maker_label);
  if (!text.empty()) {
    text += '/';
  }
  return text + '"' + escape(name) + '"';
}

std::uint32_t early_timer_count(const Schedule& schedule) {
  return static_cast<std::uint32_t>(
      std::count_if(schedule.switches.begin(), schedule.switches.end(),
                    [](const Switch& change) { return change.next == kClockLabel; }));
}

std::string ordinal(std::uint64_t nth) {
  const std::uint64_t last = nth % 10;
  const bool teen = nth % 100 / 10 == 1;
  const char* suffix = "th";
  if (!teen && last == 1) {
    suffix = "st";
  } else if (!teen && last == 2) {
    suffix = "nd";
  } else if (!teen && last == 3) {
    suffix = "rd";
  }
  return std::to_string(nth) + suffix;
}

std::string_view place_word(OpKind kind) {
  if (kind == OpKind::kSent) {
    return "have sent to";
  }
  if (kind == OpKind::kReceived) {
    return "have received from";
  }
  if (kind == OpKind::kSelected) {
    return "have selected among";
  }
  return op_word(kind);
}

std::string describe(const StepPlace& place) {
  if (place.nth == 0) {
    return "its end";
  }
  const std::string object = place.object.empty() ? "" : " " + place.object;
  return std::string(place_word(place.kind)) + object + " (" + ordinal(place.nth) + ")";
}

}  // namespace rollcall
