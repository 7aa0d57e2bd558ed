#pragma once

#include "sim/base/random.hpp"
#include "sim/base/time.hpp"

#include <chrono>
#include <cstdint>
#include <string_view>

namespace rollcall::net {

/// A machine of the simulated network, in order of adding.
enum class HostId : std::uint32_t { kNone = 0xffffffff };
[[nodiscard]] constexpr std::uint32_t index_of(HostId id) { return static_cast<std::uint32_t>(id); }

/// A method's name, interned: what faults tell calls apart by. kAny: all, and what belongs to none
/// (the opening of a connection).
enum class MethodId : std::uint16_t { kAny = 0xffff };

/// A place and its use, so that a handle of what is gone names nothing. Generation 0: none.
struct Handle {
  std::uint32_t place = 0;
  std::uint32_t generation = 0;

  friend bool operator==(const Handle&, const Handle&) = default;
};
struct ConnectionId : Handle {
  HostId from = HostId::kNone;  // whose it is
};
struct CallId : Handle {};
struct HostTimer : Handle {};

/// How a call ended, by gRPC's names and numbers.
enum class StatusCode : std::uint8_t {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
};
/// "DEADLINE_EXCEEDED", as gRPC prints it.
[[nodiscard]] std::string_view to_text(StatusCode code);

/// How long a message is on its way: uniform in [min, max], but with chance `tail` uniform in
/// [max, tail_max]. Equal bounds draw nothing.
struct Latency {
  Duration min = std::chrono::milliseconds(1);
  Duration max = std::chrono::milliseconds(1);
  Ratio tail = {.num = 0, .den = 1};
  Duration tail_max{};
};

/// What one direction between two hosts does to messages.
struct LinkOptions {
  Latency latency{};
  Ratio loss = {.num = 0, .den = 1};
  Ratio duplicate = {.num = 0, .den = 1};  // requests and replies only: both copies get there
  Ratio reorder = {.num = 0, .den = 1};    // sent on its way later by up to reorder_delay
  Duration reorder_delay = std::chrono::milliseconds(10);
};

/// When a connection that could not be opened is tried again: gRPC's backoff, by its defaults. The
/// wait of attempt n is min * (multiplier / 10)^n, at most max, spread by +- jitter percent.
struct Backoff {
  Duration min = std::chrono::seconds(1);
  Duration max = std::chrono::seconds(120);
  std::uint32_t multiplier_tenths = 16;
  std::uint32_t jitter_percent = 20;
};

/// All of one network's parameters.
struct NetworkOptions {
  LinkOptions link{};  // unless Network::set_link says otherwise
  Duration connect_timeout = std::chrono::seconds(20);
  Backoff backoff{};
  Duration handling = std::chrono::milliseconds(1);  // of a message, by a host slow by factor 1
};

/// A host's clocks against the world's: monotonic time is the world's, faster by `drift_ppm`;
/// wall time is that and an offset.
struct HostClock {
  Duration offset{};
  std::int32_t drift_ppm = 0;  // in (-1,000,000, 1,000,000)
};

/// A connection as a gRPC channel names it.
enum class ConnectionState : std::uint8_t { kIdle, kConnecting, kReady, kTransientFailure };
[[nodiscard]] std::string_view to_text(ConnectionState state);

}  // namespace rollcall::net
