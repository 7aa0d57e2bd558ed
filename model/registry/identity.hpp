#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace rollcall::hardened {

// The four nested fences. A message acts only if it carries the one that is open now; else it
// changes nothing and its sender is told so. From the outermost in: the id is a slot's name, the
// boot says which start of the process, the epoch which registration of that start, the grant which
// sending to it.

/// A worker process's start counter, kept by the worker over its restarts, from 1. kNone: a worker
/// that knows only the reference's Register(id, ip, port).
enum class Boot : std::uint64_t { kNone = 0 };

/// One registration. Epochs rise, also across restarts of the orchestrator, and none is used twice.
struct Epoch {
  std::uint64_t term = 0;    // which run of the orchestrator, from 1; its one durable counter
  std::uint64_t number = 0;  // which registration in it, from 1

  friend auto operator<=>(const Epoch&, const Epoch&) = default;
};

/// One sending: of a job to a worker, or of a probe. One counter for both, from 1 in each term, so
/// that a probe that carries grant g makes void all that was sent before it.
enum class Grant : std::uint64_t { kNone = 0 };

/// A job as the orchestrator knows it, in order of submission. Another term's jobs are unknown.
struct JobId {
  std::uint64_t term = 0;
  std::uint64_t number = 0;  // from 1

  friend auto operator<=>(const JobId&, const JobId&) = default;
};

/// Where a worker listens: an IP address, of IPv4 as mapped into IPv6, and a port from 1.
struct Endpoint {
  std::array<unsigned char, 16> ip{};
  std::uint16_t port = 0;

  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

/// nullopt unless `ip` is an IPv4 or IPv6 address (no name, not unspecified, no zone) and `port` is
/// in 1 to 65535.
[[nodiscard]] std::optional<Endpoint> parse_endpoint(std::string_view ip, std::int64_t port);

/// "10.0.0.1:7000", "[2001:db8::7]:5000".
[[nodiscard]] std::string to_text(const Endpoint& endpoint);

/// What a worker says of where it listens: nobody has looked at it.
struct ClaimedEndpoint {
  std::string ip;
  std::uint16_t port = 0;
};
[[nodiscard]] std::string to_text(const ClaimedEndpoint& claimed);
/// "3.17": term 3, registration 17.
[[nodiscard]] std::string to_text(Epoch epoch);
[[nodiscard]] std::string to_text(JobId job);

}  // namespace rollcall::hardened
