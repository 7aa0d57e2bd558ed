#pragma once

#include "sim/trace/schedule.hpp"

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall {

/// A schedule as a text that a person reads and compares. The format: FORMAT.md beside this file.
struct DecisionFile {
  static constexpr int kVersion = 1;
  static constexpr int kVersionWithClock = 2;  // of one whose schedule names the clock

  /// What shaped the run and what came of it, in the file's order: "seed", "scenario",
  /// "violation". Keys are made of a-z, 0-9 and '-', and differ; a value is any text.
  std::vector<std::pair<std::string, std::string>> header;
  Schedule schedule;

  friend bool operator==(const DecisionFile&, const DecisionFile&) = default;
};

/// One thing wrong with a decision file. line and column are 1-based; column counts bytes. line 0:
/// the problem is the file's, not a line's.
struct DecisionFileProblem {
  std::string file;  // as given to the reader
  int line = 0;
  int column = 0;
  std::string message;
  std::string hint;  // "" if none
};

/// Everything wrong with one file, by position.
class DecisionFileError : public std::runtime_error {
 public:
  /// `incompatible`: of a version that this reader does not know. Requires a problem.
  explicit DecisionFileError(std::vector<DecisionFileProblem> problems, bool incompatible = false);

  [[nodiscard]] const std::vector<DecisionFileProblem>& problems() const { return problems_; }
  [[nodiscard]] bool incompatible() const { return incompatible_; }

 private:
  std::vector<DecisionFileProblem> problems_;
  bool incompatible_;
};

/// The file's text, for write_file(). Requires what DecisionFile and Schedule state.
[[nodiscard]] std::string format(const DecisionFile& decisions);

/// The reverse. `name` is what errors call the file. Throws DecisionFileError: nothing but what
/// format() writes is read, so one schedule has one text.
[[nodiscard]] DecisionFile parse_decisions(std::string_view text, std::string_view name);

[[nodiscard]] DecisionFile read_decision_file(const std::string& path);

}  // namespace rollcall
