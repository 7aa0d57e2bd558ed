#pragma once

// What the tests of the language share: a vocabulary, a small valid file and its variations.

#include "scenarios/language/diagnostic.hpp"
#include "scenarios/language/scenario_reader.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace rollcall::testing_support {

inline Vocabulary vocabulary() {
  return {.managers = {"documented", "hardened"},
          .invariants = {"no-stale-worker", "no-double-listing"},
          .marks = {"lease-expired", "reply-dropped"},
          .events = {"registered", "freed"},
          .observables = {"free", "registered"},
          .states = {"free", "busy"},
          .actions = {{"hardened", {"register", "set_state", "dispatch_pause", "drain"}}},
          .points = {{"register", {"published", "attached"}},
                     {"set_state", {"set", "listed"}},
                     {"dispatcher", {"pulled"}},
                     {"job", {"called"}}}};
}

/// The smallest valid file, one key a line:
/// 1 rollcall, 2 name, 3 about, 4 workers, 5 steps, 6 expect.
inline std::vector<std::string> lines() {
  return {"rollcall: 1",
          "name: small",
          "about: A test.",
          "workers: {count: 3}",
          "steps: [{at: 0s, register: w1}]",
          "expect: {documented: holds}"};
}

inline std::string join(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) {
    text += part + "\n";
  }
  return text;
}

/// The small file with one line replaced; from line 7 on, added.
inline std::string with(std::size_t line, const std::string& replacement) {
  std::vector<std::string> parts = lines();
  if (line > parts.size()) {
    parts.push_back(replacement);
  } else {
    parts[line - 1] = replacement;
  }
  return join(parts);
}

inline Scenario read(const std::string& text) {
  return read_scenario("a.yaml", text, vocabulary());
}

inline std::vector<Diagnostic> diagnostics_of(const std::string& text) {
  try {
    static_cast<void>(read(text));
  } catch (const InputError& error) {
    return error.diagnostics();
  }
  return {};
}

/// All problems of the text, one a line: "7:15 E104 faults[2].bewteen: message | hint".
inline std::string problems_of(const std::string& text) {
  std::string all;
  for (const Diagnostic& one : diagnostics_of(text)) {
    all += fmt::format("{}{}:{} {} {}: {}{}{}", all.empty() ? "" : "\n", one.line, one.column,
                       one.id, one.path, one.message, one.hint.empty() ? "" : " | ", one.hint);
  }
  return all;
}

}  // namespace rollcall::testing_support
