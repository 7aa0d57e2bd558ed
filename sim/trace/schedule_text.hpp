#pragma once

#include "sim/trace/trace.hpp"

#include <string>

namespace rollcall {

/// A recording as a table, a line a switch: from which step on, which task ran, and what it did.
/// The time column is there if virtual time passed. At most 100 columns; a long schedule, and a
/// task that does much in one go, are cut in the middle. Tasks of one name are told apart: "adder
/// #2". Ends with a newline.
///
///     schedule: 9 steps, 3 switches
///     step  task      does
///        1  main      start, spawn x2
///        4  adder #1  start, read count
[[nodiscard]] std::string schedule_text(const Trace& trace);

}  // namespace rollcall
