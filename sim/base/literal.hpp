#pragma once

namespace rollcall {

/// Whether `text` points into memory of this program that nobody can write, as literals are: such a
/// text stays good and stays the same. False for any other text, and for a literal of a library
/// that was loaded later than the first question. Costs two comparisons for the program's own.
[[nodiscard]] bool is_literal(const char* text);

}  // namespace rollcall
