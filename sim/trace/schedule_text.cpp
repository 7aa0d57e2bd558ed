#include "sim/trace/schedule_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <vector>

namespace rollcall {
namespace {

constexpr std::size_t kColumnsMax = 100;
constexpr std::size_t kNameColumnsMax = 30;
// A failure is read from its end; the start says how it was set up.
constexpr std::size_t kRowsFirst = 10;
constexpr std::size_t kRowsLast = 30;
constexpr std::size_t kActsFirst = 6;
constexpr std::size_t kActsLast = 10;

/// What one task did until another went on.
struct Stretch {
  std::uint64_t step = 0;  // the first
  Time time{};
  TaskId task = TaskId::kNone;
  std::vector<std::string> acts;
};

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

/// Cut to `columns` bytes, not within a UTF-8 character.
std::string cut(std::string text, std::size_t columns) {
  if (text.size() <= columns) {
    return text;
  }
  constexpr std::string_view kDots = "...";
  std::size_t end = columns - kDots.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  text.resize(end);
  return text.append(kDots);
}

std::vector<std::string> told_apart(const std::vector<std::string>& names) {
  std::map<std::string_view, std::size_t> count_of;
  for (const std::string& name : names) {
    ++count_of[name];
  }
  std::map<std::string_view, std::size_t> seen;
  std::vector<std::string> texts;
  for (const std::string& name : names) {
    const std::string number = fmt::format(" #{}", ++seen[name]);
    texts.push_back(count_of[name] == 1 ? cut(name, kNameColumnsMax)
                                        : cut(name, kNameColumnsMax - number.size()) + number);
  }
  return texts;
}

std::vector<Stretch> stretches(const Trace& trace) {
  std::vector<Stretch> found;
  for (const TraceEvent& event : trace.events) {
    if (found.empty() || found.back().task != event.task) {
      found.push_back({.step = event.step, .time = event.time, .task = event.task, .acts = {}});
    }
    found.back().acts.push_back(event.note.empty() ? describe(trace, event.op) : event.note);
  }
  return found;
}

/// "yield x3" for three in a row, the middle of many left out.
std::vector<std::string> shortened(const std::vector<std::string>& acts) {
  std::vector<std::string> texts;
  for (auto act = acts.begin(); act != acts.end();) {
    const auto end = std::find_if(act, acts.end(), [&](const auto& next) { return next != *act; });
    texts.push_back(end - act == 1 ? *act : fmt::format("{} x{}", *act, end - act));
    act = end;
  }
  if (texts.size() > kActsFirst + kActsLast + 1) {
    const auto left_out = texts.begin() + kActsFirst;
    const auto last = texts.end() - kActsLast;
    *left_out = fmt::format("... {} more ...", last - left_out);
    texts.erase(left_out + 1, last);
  }
  return texts;
}

/// Acts as lines of at most `columns`.
std::vector<std::string> wrapped(const std::vector<std::string>& acts, std::size_t columns) {
  std::vector<std::string> lines(1);
  for (std::size_t i = 0; i < acts.size(); ++i) {
    const std::string act = cut(acts[i], columns - 1) + (i + 1 < acts.size() ? "," : "");
    if (lines.back().empty()) {
      lines.back() = act;
    } else if (lines.back().size() + 1 + act.size() <= columns) {
      lines.back() += " " + act;
    } else {
      lines.push_back(act);
    }
  }
  return lines;
}

/// The columns before the acts, each as wide as its widest cell.
class Columns {
 public:
  Columns(const std::vector<Stretch>& rows, const std::vector<std::string>& names) {
    const bool time_passed = rows.back().time != Time{};
    time_ = time_passed ? kTimeTitle.size() : 0;
    for (const Stretch& row : rows) {
      name_ = std::max(name_, names[index_of(row.task)].size());
      time_ = time_passed ? std::max(time_, to_text(row.time).size()) : 0;
    }
  }

  [[nodiscard]] std::string head() const { return line("step", kTimeTitle, kNameTitle, "does"); }

  [[nodiscard]] std::string row(const Stretch& stretch, const std::string& name) const {
    const std::size_t indent = line("", "", "", "").size() - 1;
    const auto lines = wrapped(shortened(stretch.acts), kColumnsMax - indent);
    std::string text =
        line(std::to_string(stretch.step), to_text(stretch.time), name, lines.front());
    for (std::size_t i = 1; i < lines.size(); ++i) {
      text += std::string(indent, ' ') + lines[i] + "\n";
    }
    return text;
  }

 private:
  static constexpr std::string_view kTimeTitle = "time";
  static constexpr std::string_view kNameTitle = "task";

  [[nodiscard]] std::string line(std::string_view step, std::string_view time,
                                 std::string_view name, std::string_view acts) const {
    const std::string times = time_ == 0 ? "" : fmt::format("{:<{}}  ", time, time_);
    return fmt::format("{:>4}  {}{:<{}}  {}\n", step, times, name, name_, acts);
  }

  std::size_t name_ = kNameTitle.size();
  std::size_t time_ = 0;  // 0: left out
};

}  // namespace

std::string schedule_text(const Trace& trace) {
  const std::vector<Stretch> rows = stretches(trace);
  if (rows.empty()) {
    return "schedule: no step was done\n";
  }
  const std::vector<std::string> names = told_apart(trace.task_names);
  const Columns columns(rows, names);
  std::string text =
      fmt::format("schedule: {}, {}\n", counted(trace.events.back().step, "step", "steps"),
                  counted(rows.size() - 1, "switch", "switches"));
  text += columns.head();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows.size() > kRowsFirst + kRowsLast + 1 && i == kRowsFirst) {
      i = rows.size() - kRowsLast;
      text += fmt::format("      ... {} switches left out ...\n", i - kRowsFirst);
    }
    text += columns.row(rows[i], names[index_of(rows[i].task)]);
  }
  return text;
}

}  // namespace rollcall
