#include "scenarios/language/source_text.hpp"

#include "scenarios/language/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace rollcall {
namespace {

constexpr std::size_t kFileSizeBytesMax = 1 << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::string_view kBlanks = " \t\r";

Position position_at(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {.line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          .column = static_cast<int>(offset - line_start) + 1};
}

Problem forbidden(char letter) {
  return {"E005", fmt::format("control character 0x{:02x}", static_cast<unsigned char>(letter)),
          letter == '\r' ? "end lines with LF or CR LF" : "write plain text"};
}

}  // namespace

SourceText::SourceText(std::string_view text) : text_(text) {
  while (true) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) {
      line.remove_suffix(1);
    }
    lines_.push_back(line);
    if (end == std::string_view::npos || end + 1 == text.size()) {
      return;
    }
    text.remove_prefix(end + 1);
  }
}

std::string_view SourceText::line(int number) const {
  return lines_[static_cast<std::size_t>(number) - 1];
}

std::string_view SourceText::rest_of_line(Position position) const {
  const Position inside = clamp(position);
  return line(inside.line).substr(static_cast<std::size_t>(inside.column) - 1);
}

std::string_view SourceText::from(Position position) const {
  const std::string_view rest = rest_of_line(position);
  return text_.substr(static_cast<std::size_t>(rest.data() - text_.data()));
}

Position SourceText::clamp(Position position) const {
  const int line_last = static_cast<int>(lines_.size());
  const int line_number = std::clamp(position.line, 1, line_last);
  const int column_last = static_cast<int>(line(line_number).size()) + 1;
  if (position.line > line_last) {
    return {.line = line_last, .column = column_last};
  }
  return {.line = line_number, .column = std::clamp(position.column, 1, column_last)};
}

// Only blanks and comments can stand between the dash and the next token.
Position SourceText::dash_before(Position next) const {
  const Position end = clamp(next);
  for (int number = end.line; number >= 1; --number) {
    std::string_view text = line(number);
    if (number == end.line) {
      text = text.substr(0, static_cast<std::size_t>(end.column) - 1);  // holds no comment
    } else {
      text = text.substr(0, text.find('#'));
    }
    const std::size_t last = text.find_last_not_of(kBlanks);
    if (last != std::string_view::npos) {
      return text[last] == '-' ? Position{number, static_cast<int>(last) + 1} : end;
    }
  }
  return end;
}

bool is_forbidden(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return (byte < 0x20 && letter != '\t' && letter != '\n') || byte == 0x7f;
}

void check_text(std::string_view text, Problems& problems) {
  if (text.size() > kFileSizeBytesMax) {
    problems.fail({}, {"E002", "the file is larger than 1 MiB", "split it into several scenarios"});
  }
  if (text.starts_with(kByteOrderMark)) {
    problems.fail({.position = {1, 1}, .path = ""},
                  {"E005", "the file starts with a byte order mark", "save it as plain UTF-8"});
  }
  for (std::size_t offset = 0; offset < text.size();) {
    const std::string_view rest = text.substr(offset);
    const std::size_t size = utf8_size(rest);
    if (size == 0) {
      problems.fail({.position = position_at(text, offset), .path = ""},
                    {"E004", "this byte is not valid UTF-8", "save the file as UTF-8"});
    }
    if (is_forbidden(rest[0]) && !rest.starts_with("\r\n")) {
      problems.fail({.position = position_at(text, offset), .path = ""}, forbidden(rest[0]));
    }
    offset += size;
  }
}

}  // namespace rollcall
