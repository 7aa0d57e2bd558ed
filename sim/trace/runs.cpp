#include "sim/trace/runs.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace rollcall {
namespace {

using Line = std::array<std::string, 4>;

std::string name_of(const Trace& trace, TaskId task) {
  ensure(index_of(task) < trace.task_names.size(), "a recorded step is a recorded task's");
  return trace.task_names[index_of(task)];
}

Line line_of(const Trace& trace, const TaskRun& run) {
  Line line{name_of(trace, run.task), describe(trace, run.first), "", ""};
  if (run.step_count > 1) {
    line[1] += (run.step_count > 2 ? " ... " : ", ") + describe(trace, run.last);
  }
  line[2] = std::to_string(run.step_count) + (run.step_count == 1 ? " step" : " steps");
  if (run.preempted) {
    line[3] = run.before ? "preempted before: " + describe(trace, *run.before) : "preempted";
  }
  return line;
}

}  // namespace

std::vector<TaskRun> runs_of(const Trace& trace, std::span<const std::uint64_t> preempted_after) {
  std::vector<TaskRun> runs;
  std::map<TaskId, std::size_t> last_runs;
  for (const TraceEvent& event : trace.events) {
    if (!event.note.empty() || event.step == 0) {
      continue;
    }
    if (runs.empty() || runs.back().task != event.task) {
      if (const auto earlier = last_runs.find(event.task); earlier != last_runs.end()) {
        runs[earlier->second].before = event.op;
      }
      last_runs[event.task] = runs.size();
      runs.emplace_back();
      runs.back().task = event.task;
      runs.back().first_step = event.step;
      runs.back().first = event.op;
    }
    TaskRun& run = runs.back();
    ++run.step_count;
    run.last = event.op;
    run.preempted = std::binary_search(preempted_after.begin(), preempted_after.end(), event.step);
  }
  return runs;
}

std::string describe(const Trace& trace, std::span<const TaskRun> runs) {
  std::vector<Line> lines;
  std::array<std::size_t, 4> widths{};
  for (const TaskRun& run : runs) {
    lines.push_back(line_of(trace, run));
    for (std::size_t i = 0; i < widths.size(); ++i) {
      widths[i] = std::max(widths[i], lines.back()[i].size());
    }
  }
  std::string text;
  for (const Line& line : lines) {
    std::string row;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      row += line[i] + std::string(widths[i] - line[i].size() + 3, ' ');
    }
    row.erase(row.find_last_not_of(' ') + 1);
    text += row + "\n";
  }
  return text;
}

}  // namespace rollcall
