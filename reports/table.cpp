#include "reports/table.hpp"

#include <algorithm>

namespace rollcall {
namespace {

constexpr std::size_t kGap = 2;
constexpr std::size_t kColumnMin = 6;

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = 0;
  for (const std::size_t width : widths) {
    sum += width + kGap;
  }
  return sum;
}

// As wide as the widest cell; then the widest columns give way until all fits.
std::vector<std::size_t> column_widths(const Table& table, std::size_t width) {
  std::vector<std::size_t> widths;
  for (const std::string& title : table.columns) {
    widths.push_back(title.size());
  }
  for (const auto& row : table.rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      widths[column] = std::max(widths[column], row[column].size());
    }
  }
  while (total(widths) > width + kGap) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kColumnMin) {
      break;
    }
    --*widest;
  }
  return widths;
}

std::string render_row(const std::vector<std::string>& cells,
                       const std::vector<std::size_t>& widths) {
  std::vector<std::vector<std::string>> wrapped;
  std::size_t height = 1;
  for (std::size_t column = 0; column < cells.size(); ++column) {
    wrapped.push_back(wrap(cells[column], widths[column]));
    height = std::max(height, wrapped.back().size());
  }
  std::string text;
  for (std::size_t row = 0; row < height; ++row) {
    std::string line;
    for (std::size_t column = 0; column < cells.size(); ++column) {
      const std::string cell = row < wrapped[column].size() ? wrapped[column][row] : "";
      line += cell + std::string(widths[column] + kGap - cell.size(), ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

}  // namespace

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  for (std::size_t end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
    const std::vector<std::string> before = wrap(text.substr(0, end), width);
    lines.insert(lines.end(), before.begin(), before.end());
    text.remove_prefix(end + 1);
  }
  while (text.size() > width) {
    std::size_t cut = text.rfind(' ', width);
    const bool at_blank = cut != std::string_view::npos && cut > 0;
    cut = at_blank ? cut : width;
    // More than one blank may stand there: npos + 1 is 0, so a line of blanks is empty.
    const std::string_view line = text.substr(0, cut);
    lines.emplace_back(line.substr(0, line.find_last_not_of(' ') + 1));
    text.remove_prefix(at_blank ? std::min(text.find_first_not_of(' ', cut), text.size()) : cut);
  }
  if (!text.empty() || lines.empty()) {
    lines.emplace_back(text);
  }
  return lines;
}

std::string render(const Table& table, std::size_t width) {
  const std::vector<std::size_t> widths = column_widths(table, width);
  std::string text = render_row(table.columns, widths);
  std::vector<std::string> rule;
  for (const std::size_t column : widths) {
    rule.emplace_back(column, '-');
  }
  text += render_row(rule, widths);
  for (const auto& row : table.rows) {
    text += render_row(row, widths);
  }
  return text;
}

}  // namespace rollcall
