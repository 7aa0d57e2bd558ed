#include "scenarios/language/diagnostic.hpp"

#include "scenarios/language/utf8.hpp"
#include "sim/base/ensure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <tuple>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kColumnsShown = 100;
constexpr std::size_t kWordSizeShown = 60;      // a longer word would drown its message
constexpr std::size_t kWordSizeSuggested = 64;  // nobody mistypes more; bounds the table's size

std::string headline(const Diagnostic& diagnostic) {
  const std::string place = diagnostic.line == 0 ? diagnostic.file
                                                 : fmt::format("{}:{}:{}", diagnostic.file,
                                                               diagnostic.line, diagnostic.column);
  return fmt::format("{}: error {}: {}", place, diagnostic.id, diagnostic.message);
}

std::string headlines(const std::vector<Diagnostic>& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) {
    text += fmt::format("{}{}", text.empty() ? "" : "\n", headline(diagnostic));
  }
  return text;
}

// The line without its end; "" past the text's end.
std::string_view line_of(std::string_view text, int line) {
  for (int passed = 1; passed < line; ++passed) {
    const std::size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  text = text.substr(0, text.find('\n'));
  return text.ends_with('\r') ? text.substr(0, text.size() - 1) : text;
}

bool is_control(unsigned char byte) { return byte < 0x20 || byte == 0x7f; }

// The line cut into what a terminal shows in one column each.
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  while (!line.empty()) {
    const std::size_t size = std::max<std::size_t>(utf8_size(line), 1);
    const bool shown = utf8_size(line) != 0 &&
                       (line[0] == '\t' || !is_control(static_cast<unsigned char>(line[0])));
    cells.push_back(shown ? std::string(line.substr(0, size)) : "?");
    line.remove_prefix(size);
  }
  return cells;
}

std::string join(std::span<const std::string> cells) {
  std::string text;
  for (const std::string& cell : cells) {
    text += cell;
  }
  return text;
}

// What stands under the cells before the caret; tabs stay tabs, so the caret lands as they do.
std::string padding(std::span<const std::string> cells) {
  std::string text;
  for (const std::string& cell : cells) {
    text += cell == "\t" ? '\t' : ' ';
  }
  return text;
}

// What of a long line is looked at; in bytes, so that a line of 1 MiB costs no more than another.
struct Window {
  std::size_t first = 0;
  std::size_t count = 0;
};

Window window_around(std::string_view line, std::size_t offset) {
  constexpr std::size_t kReachBytes = 4 * (kColumnsShown + 1);  // 4 bytes: the longest character
  std::size_t first = offset - std::min(offset, kReachBytes);
  while (first > 0 && first < offset && utf8_size(line.substr(first)) == 0) {
    ++first;  // do not start inside a character
  }
  return {first, std::min(line.size(), offset + kReachBytes) - first};
}

std::string excerpt(std::string_view line, int column) {
  const std::size_t offset =
      std::min(static_cast<std::size_t>(std::max(column, 1)) - 1, line.size());
  const Window window = window_around(line, offset);
  const std::vector<std::string> cells = cells_of(line.substr(window.first, window.count));
  const std::size_t caret = cells_of(line.substr(window.first, offset - window.first)).size();
  std::size_t first = 0;
  if (cells.size() > kColumnsShown && caret > kColumnsShown / 2) {
    first = std::min(caret - kColumnsShown / 2, cells.size() - kColumnsShown);
  }
  const std::size_t count = std::min(cells.size() - first, kColumnsShown);
  const std::string cut_before = window.first + first > 0 ? "..." : "";
  const bool ends = first + count == cells.size() && window.first + window.count == line.size();
  const std::span<const std::string> shown = std::span(cells).subspan(first, count);
  return fmt::format("{}{}{}\n{}{}^\n", cut_before, join(shown), ends ? "" : "...",
                     std::string(cut_before.size(), ' '), padding(shown.first(caret - first)));
}

std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> two_above;
  std::vector<std::size_t> above;
  std::vector<std::size_t> row(to.size() + 1);
  for (std::size_t j = 0; j <= to.size(); ++j) {
    row[j] = j;
  }
  for (std::size_t i = 1; i <= from.size(); ++i) {
    two_above = std::exchange(above, row);
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      const bool swapped = i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1];
      if (swapped) {
        row[j] = std::min(row[j], two_above[j - 2] + 1);
      }
    }
  }
  return row[to.size()];
}

std::vector<Diagnostic> sorted(std::vector<Diagnostic> diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(),
                   [](const Diagnostic& left, const Diagnostic& right) {
                     return std::tie(left.line, left.column) < std::tie(right.line, right.column);
                   });
  return diagnostics;
}

}  // namespace

InputError::InputError(std::vector<Diagnostic> diagnostics, std::string source)
    : std::runtime_error(headlines(sorted(diagnostics))),
      diagnostics_(sorted(std::move(diagnostics))),
      source_(std::move(source)) {
  ensure(!diagnostics_.empty(), "an input error names at least one problem");
}

std::string format(const Diagnostic& diagnostic, std::string_view source_text) {
  std::string text = headline(diagnostic) + "\n";
  if (diagnostic.line > 0) {
    text += excerpt(line_of(source_text, diagnostic.line), diagnostic.column);
  }
  if (!diagnostic.hint.empty()) {
    text += fmt::format("hint: {}\n", diagnostic.hint);
  }
  return text;
}

std::string format(const InputError& error) {
  std::string text;
  for (const Diagnostic& diagnostic : error.diagnostics()) {
    text += format(diagnostic, error.source());
  }
  return text;
}

std::string suggest(std::string_view word, std::span<const std::string> candidates) {
  if (word.size() > kWordSizeSuggested) {
    return "";
  }
  std::string closest;
  std::size_t distance_max = std::max<std::size_t>(word.size() / 3, 1);
  for (const std::string& candidate : candidates) {
    if (candidate.size() > word.size() + distance_max ||
        word.size() > candidate.size() + distance_max) {
      continue;
    }
    const std::size_t distance = edit_distance(word, candidate);
    if (distance <= distance_max && distance < candidate.size()) {
      closest = candidate;
      if (distance == 0) {
        break;
      }
      distance_max = distance - 1;
    }
  }
  return closest;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string closest = suggest(word, candidates);
  return closest.empty() ? "" : fmt::format("did you mean '{}'?", closest);
}

std::string quote_word(std::string_view word) {
  std::string text = "'";
  for (std::string_view rest = word; !rest.empty();) {
    const std::size_t size = std::max<std::size_t>(utf8_size(rest), 1);
    if (text.size() + size > kWordSizeShown) {
      text += "...";
      break;
    }
    const bool shown = utf8_size(rest) != 0 && !is_control(static_cast<unsigned char>(rest[0]));
    text += shown ? rest.substr(0, size) : "?";
    rest.remove_prefix(size);
  }
  return text + "'";
}

}  // namespace rollcall
