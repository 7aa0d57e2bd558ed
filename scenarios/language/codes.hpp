#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// What a diagnostic's code means. The tables of these own all codes: one that is not here is not
/// used, and one that is here is never given another meaning.
struct Code {
  /// What the examples are.
  enum class Example {
    kSections,  // sections of a scenario, in place of those of the smallest one
    kFile,      // a whole file
    kNone,      // what is wrong is not in the file's text
  };

  std::string_view code;   // "E104"
  std::string_view title;  // "an unknown key"
  std::string_view text;   // why it is refused, and what to do
  std::string_view wrong;  // gives this code, and no other
  std::string_view right;  // the same, mended: gives none
  Example example = Example::kSections;
};

// The tables, in order of code.
[[nodiscard]] std::span<const Code> codes_of_files();       // E0xx, E1xx: bytes, YAML, keys
[[nodiscard]] std::span<const Code> codes_of_values();      // E2xx: numbers, durations, names
[[nodiscard]] std::span<const Code> codes_of_steps();       // E3xx: who does what, and when
[[nodiscard]] std::span<const Code> codes_of_verdicts();    // E4xx: order, expectations
[[nodiscard]] std::span<const Code> codes_of_parameters();  // E5xx: params

/// All of them, in order.
[[nodiscard]] std::vector<const Code*> all_codes();

/// Null if there is none: "E104" and "e104" are the same.
[[nodiscard]] const Code* find_code(std::string_view code);

/// A whole file of an example: its sections in place of those of the smallest scenario, which come
/// first. "" if the code has no example.
[[nodiscard]] std::string example_file(const Code& code, std::string_view example);

}  // namespace rollcall
