#include "sim/trace/escape.hpp"

namespace rollcall {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";

bool must_be_coded(char byte) {
  const auto code = static_cast<unsigned char>(byte);
  return code < 0x20 || code == 0x7f;
}

}  // namespace

std::string escape(std::string_view text) {
  std::string escaped;
  for (const char byte : text) {
    if (byte == '\\' || byte == '"') {
      escaped += '\\';
      escaped += byte;
    } else if (must_be_coded(byte)) {
      const auto code = static_cast<unsigned char>(byte);
      escaped += "\\x";
      escaped += kDigits[code / 16];
      escaped += kDigits[code % 16];
    } else {
      escaped += byte;
    }
  }
  return escaped;
}

std::optional<std::string> unescape(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      plain += text[i];
    } else if (text.substr(i, 2) == "\\\\" || text.substr(i, 2) == "\\\"") {
      plain += text[++i];
    } else if (text.substr(i, 2) == "\\x" && i + 3 < text.size()) {
      const std::size_t high = kDigits.find(text[i + 2]);
      const std::size_t low = kDigits.find(text[i + 3]);
      if (high == std::string_view::npos || low == std::string_view::npos) {
        return std::nullopt;
      }
      plain += static_cast<char>(high * 16 + low);
      i += 3;
    } else {
      return std::nullopt;
    }
  }
  if (escape(plain) != text) {
    return std::nullopt;
  }
  return plain;
}

}  // namespace rollcall
