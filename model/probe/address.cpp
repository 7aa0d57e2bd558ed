#include "model/probe/address.hpp"

#include <arpa/inet.h>

#include <cstdint>
#include <optional>
#include <string>

namespace rollcall {
namespace {

// Decimal digits without sign or leading zero, at most `max`.
std::optional<std::uint32_t> number(std::string_view text, std::uint32_t max) {
  if (text.empty() || text.size() > 5 || (text.size() > 1 && text.front() == '0')) {
    return std::nullopt;
  }
  std::uint32_t value = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') {
      return std::nullopt;
    }
    value = 10 * value + static_cast<std::uint32_t>(digit - '0');
  }
  return value <= max ? std::optional(value) : std::nullopt;
}

// By hand: it is asked for at every registration, and inet_pton is ten times as slow.
bool is_ipv4(std::string_view text) {
  bool any_set = false;
  for (int part = 0; part < 4; ++part) {
    const std::size_t end = part < 3 ? text.find('.') : text.size();
    if (end == std::string_view::npos) {
      return false;
    }
    const auto value = number(text.substr(0, end), 255);
    if (!value) {
      return false;
    }
    any_set = any_set || *value != 0;
    text.remove_prefix(part < 3 ? end + 1 : end);
  }
  return any_set;
}

bool is_ipv6(std::string_view text) {
  in6_addr address{};
  if (inet_pton(AF_INET6, std::string(text).c_str(), &address) != 1) {
    return false;
  }
  return IN6_IS_ADDR_UNSPECIFIED(&address) == 0;
}

}  // namespace

bool reads_as_sent(std::string_view address) {
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) {
    return false;
  }
  const std::string_view host = address.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  return bracketed || host.find(':') == std::string_view::npos;
}

bool is_endpoint(std::string_view address) {
  if (!reads_as_sent(address)) {
    return false;
  }
  const std::size_t colon = address.rfind(':');
  const auto port = number(address.substr(colon + 1), 65535);
  if (!port || *port == 0) {
    return false;
  }
  const std::string_view host = address.substr(0, colon);
  return host.starts_with('[') ? is_ipv6(host.substr(1, host.size() - 2)) : is_ipv4(host);
}

}  // namespace rollcall
