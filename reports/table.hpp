#pragma once

#include "sim/trace/trace.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// Splits at line ends, and at blanks so that no line is wider than `width` bytes; a longer word is
/// cut. The blanks of a split belong to no line. Requires width > 0.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// Rows of cells under a heading, columns aligned, cells wrapped where the whole would be wider
/// than `width`. Each line ends in a newline and has no trailing blanks.
[[nodiscard]] std::string render(const Table& table, std::size_t width);

}  // namespace rollcall
