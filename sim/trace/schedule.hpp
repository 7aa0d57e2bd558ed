#pragma once

#include "sim/base/op.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What the clock is called, as one that goes next (see Strategy::early_timers): no label of a task
/// is without quotes.
inline constexpr std::string_view kClockLabel = "clock";

/// Where a step left its task: about to do an op, or at its end. Each step of an execution has
/// another place, since `nth` counts how often the task has come to that op on that object.
///
/// Tasks and objects are called by labels, see label(); "" is no object. A label depends on who
/// made the thing, its name, and how many of that name its maker made before: not on the schedule,
/// nor on how many other things the program makes.
struct StepPlace {
  std::string task;
  OpKind kind = OpKind::kStart;
  std::string object;
  std::uint64_t nth = 0;  // from 1; 0: the task's end, and kind and object mean nothing

  friend bool operator==(const StepPlace&, const StepPlace&) = default;
};

/// At `at`, the task labelled `next` does the next step.
struct Switch {
  StepPlace at;
  std::string next;

  friend bool operator==(const Switch&, const Switch&) = default;
};

/// The nth draw on a stream, from 1: `value` in [0, bound).
struct NamedDraw {
  std::string stream;
  std::uint64_t nth = 1;
  std::uint64_t bound = 2;
  std::uint64_t value = 0;

  friend bool operator==(const NamedDraw&, const NamedDraw&) = default;
};

/// What sets an execution apart from the default one, in which the running task goes on while it is
/// enabled, then the oldest enabled task does, and every draw is 0.
struct Schedule {
  std::vector<Switch> switches;  // each at another place
  std::vector<NamedDraw> draws;  // each another one, none of them 0

  friend bool operator==(const Schedule&, const Schedule&) = default;
};

/// How often the clock goes on early by it.
[[nodiscard]] std::uint32_t early_timer_count(const Schedule& schedule);

/// The first thing of that name its maker made: `"wm.mu"`, or `"register w1"/"reply"` below a maker
/// with a label. The second one has `#2` added. Bytes that no line may hold are escaped.
[[nodiscard]] std::string label(std::string_view maker_label, std::string_view name);

/// "1st", "2nd", "13th".
[[nodiscard]] std::string ordinal(std::uint64_t nth);

/// The op's word in a place: op_word(), made unambiguous.
[[nodiscard]] std::string_view place_word(OpKind kind);

/// `lock "wm.mu" (2nd)`, `yield (1st)`, `its end`: a place without its task.
[[nodiscard]] std::string describe(const StepPlace& place);

}  // namespace rollcall
