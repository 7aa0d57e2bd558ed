#pragma once

#include "reports/result.hpp"
#include "reports/terminal.hpp"
#include "sim/trace/trace.hpp"

#include <string>

namespace rollcall {

/// What the failure screen says besides the recording.
struct FailureContext {
  std::string place;      // "scenarios/races/x.yaml:14": what asked for the failing task
  std::string statement;  // the invariant in words
  bool whole = false;     // all events instead of the last ones
};

/// One screen that explains a violation: what broke, the last relevant events as a space-time table
/// (a column per task), who stands where, the model's tables, and the command that shows it again.
[[nodiscard]] std::string failure_screen(const ExecutionReport& report, const Trace& trace,
                                         const FailureContext& context, const Style& style);

/// The last `rows_max` relevant events as a table: step, time, and a column for each of at most
/// `tasks_max` tasks, those that did something most recently. 0 rows: all.
[[nodiscard]] Table space_time_table(const Trace& trace, std::size_t rows_max,
                                     std::size_t tasks_max);

}  // namespace rollcall
