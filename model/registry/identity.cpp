#include "model/registry/identity.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace rollcall::hardened {
namespace {

constexpr std::int64_t kPortMin = 1;
constexpr std::int64_t kPortMax = 65535;
constexpr std::size_t kMulticast4 = 0xe0;  // 224.0.0.0 and up: multicast, reserved, broadcast
constexpr std::size_t kMulticast6 = 0xff;

using Bytes4 = std::array<unsigned char, 4>;
using Bytes16 = std::array<unsigned char, 16>;

std::optional<std::string> canonical(const Bytes4& address) {
  const bool unspecified = address == Bytes4{};
  if (unspecified || address[0] >= kMulticast4) {
    return std::nullopt;
  }
  return fmt::format("{}.{}.{}.{}", address[0], address[1], address[2], address[3]);
}

// "::ffff:10.0.0.1" is the same place as "10.0.0.1", and two names for one place would look like
// two processes.
std::optional<Bytes4> mapped(const Bytes16& address) {
  constexpr std::array<unsigned char, 12> kPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (!std::equal(kPrefix.begin(), kPrefix.end(), address.begin())) {
    return std::nullopt;
  }
  return Bytes4{address[12], address[13], address[14], address[15]};
}

std::optional<std::string> canonical(const Bytes16& address) {
  if (const std::optional<Bytes4> inner = mapped(address)) {
    return canonical(*inner);
  }
  const bool unspecified = address == Bytes16{};
  if (unspecified || address[0] == kMulticast6) {
    return std::nullopt;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, address.data(), text.data(), text.size());
  return text.data();
}

std::optional<std::string> canonical(std::string_view ip) {
  // inet_pton reads up to the first NUL and would accept what follows it.
  if (ip.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string text(ip);
  if (Bytes4 address{}; inet_pton(AF_INET, text.c_str(), address.data()) == 1) {
    return canonical(address);
  }
  if (Bytes16 address{}; inet_pton(AF_INET6, text.c_str(), address.data()) == 1) {
    return canonical(address);
  }
  return std::nullopt;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view ip, std::int64_t port) {
  if (port < kPortMin) {
    return std::nullopt;
  }
  if (port > kPortMax) {
    return std::nullopt;
  }
  std::optional<std::string> address = canonical(ip);
  if (!address) {
    return std::nullopt;
  }
  return Endpoint{.ip = *std::move(address), .port = static_cast<std::uint16_t>(port)};
}

std::string to_text(const Endpoint& endpoint) {
  const bool v6 = endpoint.ip.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", endpoint.ip, endpoint.port)
            : fmt::format("{}:{}", endpoint.ip, endpoint.port);
}

std::string to_text(Epoch epoch) { return fmt::format("{}.{}", epoch.term, epoch.number); }

std::string to_text(JobId job) { return fmt::format("{}.{}", job.term, job.number); }

}  // namespace rollcall::hardened
