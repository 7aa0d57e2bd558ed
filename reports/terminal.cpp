#include "reports/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace rollcall {
namespace {

bool set_and_not(const char* name, std::string_view off) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' && value != off;
}

bool wants_color(bool terminal, ColorWish wish) {
  if (wish != ColorWish::kAuto) {
    return wish == ColorWish::kAlways;
  }
  if (set_and_not("NO_COLOR", "")) {
    return false;
  }
  if (set_and_not("CLICOLOR_FORCE", "0") || set_and_not("FORCE_COLOR", "0")) {
    return true;
  }
  return terminal && set_and_not("TERM", "dumb");
}

std::string_view code(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "\x1b[32m";
    case Tone::kBad:
      return "\x1b[31m";
    case Tone::kFaint:
      return "\x1b[2m";
    case Tone::kStrong:
      return "\x1b[1m";
  }
  return "";
}

}  // namespace

Style style_of(int file_descriptor, ColorWish wish) {
  const bool terminal = isatty(file_descriptor) != 0;
  Style style{.color = wants_color(terminal, wish), .width = 80};
  winsize size{};
  if (terminal && ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    style.width = std::clamp<std::size_t>(size.ws_col, 60, 160);
  }
  return style;
}

std::string paint(std::string_view text, Tone tone, const Style& style) {
  if (!style.color) {
    return std::string(text);
  }
  return std::string(code(tone)) + std::string(text) + "\x1b[0m";
}

}  // namespace rollcall
