#include "model/registry/identity.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

namespace rollcall::hardened {
namespace {

constexpr std::int64_t kPortMin = 1;
constexpr std::int64_t kPortMax = 65535;
constexpr std::size_t kMulticast4 = 0xe0;  // 224.0.0.0 and up: multicast, reserved, broadcast
constexpr std::size_t kMulticast6 = 0xff;

using Bytes4 = std::array<unsigned char, 4>;
using Bytes16 = std::array<unsigned char, 16>;

// "::ffff:10.0.0.1" is the same place as "10.0.0.1", and two names for one place would look like
// two processes: so IPv4 is kept as that.
constexpr std::array<unsigned char, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

bool is_mapped(const Bytes16& address) {
  return std::equal(kMapped.begin(), kMapped.end(), address.begin());
}

Bytes16 mapped(const Bytes4& address) {
  Bytes16 whole{};
  std::copy(kMapped.begin(), kMapped.end(), whole.begin());
  std::copy(address.begin(), address.end(), whole.begin() + kMapped.size());
  return whole;
}

Bytes4 inner(const Bytes16& address) {
  return {address[12], address[13], address[14], address[15]};
}

std::optional<Bytes16> parse_ip(std::string_view ip) {
  // inet_pton reads up to the first NUL and would accept what follows it.
  if (ip.find('\0') != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string text(ip);
  if (Bytes4 address{}; inet_pton(AF_INET, text.c_str(), address.data()) == 1) {
    return mapped(address);
  }
  if (Bytes16 address{}; inet_pton(AF_INET6, text.c_str(), address.data()) == 1) {
    return address;
  }
  return std::nullopt;
}

bool is_of_one_host(const Bytes16& address) {
  if (is_mapped(address)) {
    return inner(address) != Bytes4{} && inner(address)[0] < kMulticast4;
  }
  return address != Bytes16{} && address[0] != kMulticast6;
}

}  // namespace

std::optional<Endpoint> parse_endpoint(std::string_view ip, std::int64_t port) {
  if (port < kPortMin) {
    return std::nullopt;
  }
  if (port > kPortMax) {
    return std::nullopt;
  }
  const std::optional<Bytes16> address = parse_ip(ip);
  if (!address || !is_of_one_host(*address)) {
    return std::nullopt;
  }
  return Endpoint{.ip = *address, .port = static_cast<std::uint16_t>(port)};
}

std::string to_text(const Endpoint& endpoint) {
  if (is_mapped(endpoint.ip)) {
    const Bytes4 ip = inner(endpoint.ip);
    return fmt::format("{}.{}.{}.{}:{}", ip[0], ip[1], ip[2], ip[3], endpoint.port);
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(AF_INET6, endpoint.ip.data(), text.data(), text.size());
  return fmt::format("[{}]:{}", text.data(), endpoint.port);
}

std::string to_text(const ClaimedEndpoint& claimed) {
  const bool v6 = claimed.ip.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", claimed.ip, claimed.port)
            : fmt::format("{}:{}", claimed.ip, claimed.port);
}

std::string to_text(Epoch epoch) { return fmt::format("{}.{}", epoch.term, epoch.number); }

std::string to_text(JobId job) { return fmt::format("{}.{}", job.term, job.number); }

}  // namespace rollcall::hardened
