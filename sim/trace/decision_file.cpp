#include "sim/trace/decision_file.hpp"

#include "sim/base/ensure.hpp"
#include "sim/trace/escape.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rollcall {
namespace {

std::string text_of(const std::vector<DecisionFileProblem>& problems) {
  std::string text;
  for (const DecisionFileProblem& problem : problems) {
    text += (text.empty() ? "" : "\n") + problem.file;
    if (problem.line != 0) {
      text += ":" + std::to_string(problem.line) + ":" + std::to_string(problem.column);
    }
    text += ": error: " + problem.message;
    text += problem.hint.empty() ? "" : "\nhint: " + problem.hint;
  }
  return text;
}

// The lowest that can say it, for readers of that one.
int version_of(const Schedule& schedule) {
  const bool has_clock =
      std::any_of(schedule.switches.begin(), schedule.switches.end(), [](const Switch& change) {
        return change.next == kClockLabel || change.at.task == kClockLabel;
      });
  return has_clock ? DecisionFile::kVersionWithClock : DecisionFile::kVersion;
}

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw DecisionFileError({{.file = path, .message = what, .hint = ""}});
}

}  // namespace

DecisionFileError::DecisionFileError(std::vector<DecisionFileProblem> problems, bool incompatible)
    : std::runtime_error(text_of(problems)),
      problems_(std::move(problems)),
      incompatible_(incompatible) {
  ensure(!problems_.empty(), "an error has a problem");
}

std::string format(const DecisionFile& decisions) {
  std::string text = "rollcall-decisions " + std::to_string(version_of(decisions.schedule)) + "\n";
  for (const auto& [key, value] : decisions.header) {
    text += key + ":" + (value.empty() ? "" : " " + escape(value)) + "\n";
  }
  text += "\ndraws\n";
  for (const NamedDraw& draw : decisions.schedule.draws) {
    ensure(draw.value > 0, "a draw of 0 is the default");
    ensure(draw.value < draw.bound, "a draw is below its bound");
    text += "  " + label("", draw.stream) + " " + ordinal(draw.nth) + ": " +
            std::to_string(draw.value) + " of " + std::to_string(draw.bound) + "\n";
  }
  text += "\nschedule\n";
  for (const Switch& change : decisions.schedule.switches) {
    text +=
        "  " + change.at.task + " until " + describe(change.at) + ", then " + change.next + "\n";
  }
  return text + "\nend\n";
}

DecisionFile read_decision_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path)) {
    fail(path, "cannot be read");
  }
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  return parse_decisions(text, path);
}

}  // namespace rollcall
