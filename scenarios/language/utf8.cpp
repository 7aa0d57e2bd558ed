#include "scenarios/language/utf8.hpp"

#include <array>

namespace rollcall {
namespace {

// A row of table 3-7: the first byte, the second byte, and how many bytes in all. The third and
// the fourth byte are always 80..BF.
struct Form {
  unsigned char first_low;
  unsigned char first_high;
  unsigned char second_low;
  unsigned char second_high;
  std::size_t size;
};

constexpr std::array<Form, 8> kForms{{{0xc2, 0xdf, 0x80, 0xbf, 2},
                                      {0xe0, 0xe0, 0xa0, 0xbf, 3},
                                      {0xe1, 0xec, 0x80, 0xbf, 3},
                                      {0xed, 0xed, 0x80, 0x9f, 3},
                                      {0xee, 0xef, 0x80, 0xbf, 3},
                                      {0xf0, 0xf0, 0x90, 0xbf, 4},
                                      {0xf1, 0xf3, 0x80, 0xbf, 4},
                                      {0xf4, 0xf4, 0x80, 0x8f, 4}}};

bool within(char letter, unsigned char low, unsigned char high) {
  const auto byte = static_cast<unsigned char>(letter);
  return low <= byte && byte <= high;
}

bool matches(std::string_view text, const Form& form) {
  if (text.size() < form.size || !within(text[0], form.first_low, form.first_high) ||
      !within(text[1], form.second_low, form.second_high)) {
    return false;
  }
  for (std::size_t index = 2; index < form.size; ++index) {
    if (!within(text[index], 0x80, 0xbf)) {
      return false;
    }
  }
  return true;
}

}  // namespace

std::size_t utf8_size(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  if (within(text[0], 0x00, 0x7f)) {
    return 1;
  }
  for (const Form& form : kForms) {
    if (matches(text, form)) {
      return form.size;
    }
  }
  return 0;
}

}  // namespace rollcall
