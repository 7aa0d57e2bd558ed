#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rollcall {

enum class ColorWish { kAuto, kAlways, kNever };

/// How to write to one stream.
struct Style {
  bool color = false;
  std::size_t width = 80;  // columns
};

/// `--color` beats NO_COLOR beats CLICOLOR_FORCE and FORCE_COLOR beats whether the stream is a
/// terminal that can. The width is the terminal's, from 60 up to 160; 80 where there is none.
[[nodiscard]] Style style_of(int file_descriptor, ColorWish wish);

enum class Tone { kGood, kBad, kFaint, kStrong };

/// Colour is never the only carrier of meaning: without it the text is the same.
[[nodiscard]] std::string paint(std::string_view text, Tone tone, const Style& style);

}  // namespace rollcall
