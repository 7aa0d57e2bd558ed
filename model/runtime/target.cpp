#include "model/runtime/target.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace rollcall {
namespace {

constexpr std::string_view kOwnHost = "localhost";

// Digits and colons only, and too many colons for a host and a port.
bool bare_ipv6(const std::string& target) {
  const auto of_address = [](unsigned char letter) {
    return letter == ':' || std::isxdigit(letter) != 0;
  };
  return std::count(target.begin(), target.end(), ':') > 1 &&
         std::all_of(target.begin(), target.end(), of_address);
}

}  // namespace

bool malformed_target(const std::string& target) {
  const auto hex = [&](std::size_t place) {
    return place < target.size() && std::isxdigit(static_cast<unsigned char>(target[place])) != 0;
  };
  for (std::size_t place = 0; place < target.size(); ++place) {
    const auto letter = static_cast<unsigned char>(target[place]);
    if (letter <= ' ' || letter == 0x7f || (letter == '%' && !(hex(place + 1) && hex(place + 2)))) {
      return true;
    }
  }
  return false;
}

std::string endpoint_of_target(const std::string& target) {
  if (target.starts_with(':')) {
    return std::string(kOwnHost) + target;
  }
  return bare_ipv6(target) ? "[" + target + "]:443" : target;
}

}  // namespace rollcall
