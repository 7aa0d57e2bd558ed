#pragma once

#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// One thing wrong with an input file. line and column are 1-based; column counts bytes.
/// line 0: the problem is the file's, not a line's.
struct Diagnostic {
  std::string id;    // "E104": stable, see codes.hpp
  std::string file;  // as given to the reader
  int line = 0;
  int column = 0;
  std::string path;     // "faults[2].between"; "" at the top of the file
  std::string message;  // "unknown key 'bewteen'"
  std::string hint;     // "did you mean 'between'?"; "" if none
};

/// Everything wrong with one file, sorted by position. Caught once, in `main`: exit code 2.
class InputError : public std::runtime_error {
 public:
  /// `source` is the file's text, kept so that the lines can be shown.
  /// Requires at least one diagnostic.
  explicit InputError(std::vector<Diagnostic> diagnostics, std::string source = "");

  [[nodiscard]] const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }
  [[nodiscard]] const std::string& source() const { return source_; }

 private:
  std::vector<Diagnostic> diagnostics_;
  std::string source_;
};

/// A diagnostic as a person reads it; every line ends in a newline:
///
///   a.yaml:7:15: error E104: unknown key 'bewteen'
///     - partition: {bewteen: [a, b]}
///                   ^
///   hint: did you mean 'between'?
///
/// Lines over 100 columns are cut around the caret; what a terminal must not see is shown as '?'.
[[nodiscard]] std::string format(const Diagnostic& diagnostic, std::string_view source_text);

/// All diagnostics of the error, one after the other.
[[nodiscard]] std::string format(const InputError& error);

/// The candidate closest to a mistyped word, or "" if none is close.
/// Distance counts insertions, deletions, replacements and swaps of neighbours; at most a third of
/// the word may differ. Ties go to the earlier candidate.
[[nodiscard]] std::string suggest(std::string_view word, std::span<const std::string> candidates);

/// "did you mean 'between'?", or "" if no candidate is close.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       std::span<const std::string> candidates);

/// A word from the file, in quotes and fit for a message: shortened, without control characters.
[[nodiscard]] std::string quote_word(std::string_view word);

}  // namespace rollcall
