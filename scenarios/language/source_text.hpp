#pragma once

#include "scenarios/language/problems.hpp"
#include "scenarios/language/scenario.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace rollcall {

/// A file's text by lines, for questions the YAML events leave open. Borrows the text.
class SourceText {
 public:
  explicit SourceText(std::string_view text);

  /// The text from the position to the end of the file; "" past the end.
  [[nodiscard]] std::string_view from(Position position) const;
  /// The text from the position to the end of its line, without the line end.
  [[nodiscard]] std::string_view rest_of_line(Position position) const;
  /// The position, or where the text ends if that comes first; text that ends in a newline ends
  /// behind its last line, so that there is a line to show.
  [[nodiscard]] Position clamp(Position position) const;
  /// The dash of a list item without a value, given where the next token stands; that token's own
  /// position if there is no dash.
  [[nodiscard]] Position dash_before(Position next) const;

 private:
  [[nodiscard]] std::string_view line(int number) const;

  std::string_view text_;
  std::vector<std::string_view> lines_;  // at least one; without line ends
};

/// Refuses what yaml-cpp 0.7 accepts or misreads: more than 1 MiB, invalid UTF-8, control
/// characters (it takes a NUL for part of an encoding and a 0x04 for the end of the file).
/// Throws InputError.
void check_text(std::string_view text, Problems& problems);

/// True for a character that neither a file nor a "\x.." escape may contain.
[[nodiscard]] bool is_forbidden(char letter);

}  // namespace rollcall
