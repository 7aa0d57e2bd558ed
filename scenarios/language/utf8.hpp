#pragma once

#include <cstddef>
#include <string_view>

namespace rollcall {

/// Bytes of the UTF-8 character the text starts with; 0 if the text is empty or starts with
/// anything else: a stray or missing continuation byte, an overlong form, a surrogate, a value
/// over U+10FFFF. Source: The Unicode Standard, table 3-7.
[[nodiscard]] std::size_t utf8_size(std::string_view text);

}  // namespace rollcall
