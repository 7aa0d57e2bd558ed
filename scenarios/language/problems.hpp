#pragma once

#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/place.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace rollcall {

/// Where in the file, and under which keys: what a problem points at.
struct Place {
  Position position;
  std::string path;  // "steps[2].register"
};

/// What to tell about a place.
struct Problem {
  std::string id;       // "E104"
  std::string message;  // "unknown key 'bewteen'"
  std::string hint;     // "" if none
};

/// Collects what is wrong with one file, so that all of it is reported at once.
///
/// Fails: throws InputError when the 100th problem is added; a file with more is not meant to be a
/// scenario, and the work on hostile input stays bounded.
class Problems {
 public:
  Problems(std::string file, std::string source);

  void add(const Place& place, Problem problem);
  [[nodiscard]] bool empty() const { return diagnostics_.empty(); }
  [[nodiscard]] std::size_t count() const { return diagnostics_.size(); }

  /// Throws InputError if there is any problem.
  void throw_if_any() const;
  /// Adds one last problem and throws InputError: nothing after it can be read.
  [[noreturn]] void fail(const Place& place, Problem problem);

 private:
  void append(const Place& place, Problem problem);

  std::string file_;
  std::string source_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace rollcall
