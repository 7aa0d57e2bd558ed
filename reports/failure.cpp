#include "reports/failure.hpp"

#include "reports/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace rollcall {
namespace {

constexpr std::size_t kRowsShown = 14;
constexpr std::size_t kTasksShown = 4;
constexpr std::size_t kStandingShown = 6;

// What a reader follows: what the code said, and, where it said nothing, the ops that can wait or
// let others go on.
bool relevant(const TraceEvent& event) {
  if (!event.note.empty()) {
    return true;
  }
  switch (event.op.kind) {
    case OpKind::kLock:
    case OpKind::kUnlock:
    case OpKind::kSend:
    case OpKind::kReceive:
    case OpKind::kClose:
    case OpKind::kSent:
    case OpKind::kReceived:
    case OpKind::kWoken:
    case OpKind::kTimedLock:
    case OpKind::kReadLock:
    case OpKind::kReadUnlock:
    case OpKind::kGranted:
    case OpKind::kSelect:
    case OpKind::kSelected:
    case OpKind::kAcquire:
    case OpKind::kRelease:
    case OpKind::kCancel:
    case OpKind::kJoin:
    case OpKind::kWait:
    case OpKind::kNotifyOne:
    case OpKind::kNotifyAll:
    case OpKind::kAwaitZero:
      return true;
    default:
      return false;
  }
}

// The events to show, oldest first. A step that said something is shown by what it said.
std::vector<const TraceEvent*> chosen_events(const Trace& trace, std::size_t rows_max) {
  std::vector<const TraceEvent*> chosen;
  const bool notes = std::any_of(trace.events.begin(), trace.events.end(),
                                 [](const TraceEvent& event) { return !event.note.empty(); });
  for (auto event = trace.events.rbegin(); event != trace.events.rend(); ++event) {
    if (rows_max != 0 && chosen.size() == rows_max) {
      break;
    }
    if (notes ? !event->note.empty() : relevant(*event)) {
      chosen.push_back(&*event);
    }
  }
  std::reverse(chosen.begin(), chosen.end());
  return chosen;
}

// The tasks that get a column: of those in `events` the ones seen last, in order of age.
std::vector<TaskId> chosen_tasks(const std::vector<const TraceEvent*>& events,
                                 std::size_t tasks_max) {
  std::vector<TaskId> tasks;
  for (auto event = events.rbegin(); event != events.rend() && tasks.size() < tasks_max; ++event) {
    if (std::find(tasks.begin(), tasks.end(), (*event)->task) == tasks.end()) {
      tasks.push_back((*event)->task);
    }
  }
  std::sort(tasks.begin(), tasks.end());
  return tasks;
}

std::string name_of(const Trace& trace, TaskId task) {
  return index_of(task) < trace.task_names.size() ? trace.task_names[index_of(task)] : "?";
}

// Wrapped lines, each indented by two.
std::string indented(const std::string& text, const Style& style) {
  std::string lines;
  for (const std::string& line : wrap(text, style.width - 2)) {
    lines += "  " + line + "\n";
  }
  return lines;
}

std::string title_lines(const ExecutionReport& report, const Style& style) {
  const std::string title = "VIOLATION " + report.violation->invariant;
  std::string text;
  for (std::string line :
       wrap(title + "  " + report.scenario + ", " + report.manager + " manager", style.width)) {
    if (line.starts_with(title)) {
      line.replace(0, title.size(), paint(title, Tone::kBad, style));
    }
    text += line + "\n";
  }
  return text;
}

std::string heading(const ExecutionReport& report, const FailureContext& context,
                    const Style& style) {
  const Violation& violation = *report.violation;
  std::string text = title_lines(report, style) + indented(violation.message + ".", style);
  if (!context.statement.empty()) {
    for (const std::string& line : wrap("Must hold: " + context.statement + ".", style.width - 2)) {
      text += "  " + paint(line, Tone::kFaint, style) + "\n";
    }
  }
  text += "  at " + context.place + "\n";
  text +=
      indented(fmt::format("step {} of '{}', virtual time {}, seed {}, strategy {}", violation.step,
                           violation.task_name.empty() ? "nobody" : violation.task_name,
                           to_text(violation.time), seed_text(report.seed), report.strategy),
               style);
  return text;
}

std::string standing(const Trace& trace, const Style& style) {
  std::string text;
  for (std::size_t i = 0; i < trace.standing.size() && i < kStandingShown; ++i) {
    text += indented(trace.standing[i], style);
  }
  if (trace.standing.size() > kStandingShown) {
    text += fmt::format("  and {} more\n", trace.standing.size() - kStandingShown);
  }
  return text;
}

}  // namespace

Table space_time_table(const Trace& trace, std::size_t rows_max, std::size_t tasks_max) {
  const std::vector<const TraceEvent*> events = chosen_events(trace, rows_max);
  const std::vector<TaskId> tasks = chosen_tasks(events, tasks_max);
  Table table{.title = "last events", .columns = {"step", "time"}, .rows = {}};
  for (const TaskId task : tasks) {
    table.columns.push_back(name_of(trace, task));
  }
  for (const TraceEvent* event : events) {
    const auto column = std::find(tasks.begin(), tasks.end(), event->task);
    if (column == tasks.end()) {
      continue;
    }
    std::vector<std::string> row(2 + tasks.size());
    row[0] = std::to_string(event->step);
    row[1] = to_text(event->time);
    row[2 + static_cast<std::size_t>(column - tasks.begin())] =
        event->note.empty() ? describe(trace, event->op) : event->note;
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string failure_screen(const ExecutionReport& report, const Trace& trace,
                           const FailureContext& context, const Style& style) {
  std::string text = heading(report, context, style);
  const auto section = [&](const std::string& title) {
    text += "\n" + paint(title, Tone::kStrong, style) + "\n";
  };
  const Table events = context.whole ? space_time_table(trace, 0, 8)
                                     : space_time_table(trace, kRowsShown, kTasksShown);
  section(context.whole ? "events" : "last events");
  text += render(events, style.width);
  section("who stood where");
  text += standing(trace, style);
  for (const Table& table : trace.tables) {
    if (!table.rows.empty()) {
      section(table.title);
      text += render(table, style.width);
    }
  }
  text += "\nreplay: " + report.replay + "\n";
  return text;
}

}  // namespace rollcall
