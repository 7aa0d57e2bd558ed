#pragma once

#include "scenarios/language/actions.hpp"
#include "scenarios/language/place.hpp"
#include "sim/base/random.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rollcall {

/// `tail:` a share of the messages takes longer: uniform from the usual latency's end up to this.
struct LatencyTail {
  Ratio chance{};
  Duration up_to{};
};

/// `network:` what every link is like. Latency is one way.
struct NetworkSpec {
  DurationRange latency{std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
  std::optional<LatencyTail> tail;
  Ratio loss{};       // of each message
  Ratio duplicate{};  // of each message
  Ratio reorder{};    // of each message: it takes up to ten times as long
};

/// `clock:` what every host's wall clock is drawn from.
struct ClockSpec {
  DurationRange offset;            // negative is behind
  std::int64_t drift_ppm_max = 0;  // drawn from minus to plus this
};

/// So many times in that long, on average.
struct Rate {
  std::uint32_t count = 1;
  Duration per{};
};

// Random weather, drawn per seed.

/// `crash:`, `pause:`: strikes one host of these.
struct HostWeather {
  HostAction::Verb verb{};  // kCrash or kPause
  std::vector<HostRef> hosts;
};
/// `partition:`, `clog:`: strikes one host of the left against one of the right.
struct LinkWeather {
  LinkAction::Verb verb{};
  LinkSet links;
  Ratio one_way{};  // how often in one direction only
};
/// `drop_reply:`, `duplicate:`, `delay:`: each call of a method, by chance.
struct MessageWeather {
  enum class Verb { kDropReply, kDuplicate, kDelay };
  Verb verb{};
  std::string method;  // "" is every one
  Ratio chance{};
};
/// `clock_jump:` strikes one host of these.
struct ClockWeather {
  std::vector<HostRef> hosts;
};

/// One entry of `faults:`.
struct Weather {
  std::variant<HostWeather, LinkWeather, MessageWeather, ClockWeather> what;
  std::string kind;          // the key that it is written with
  std::optional<Rate> rate;  // of strikes; none where each call may be met
  DurationRange span;        // how long a strike lasts; what a message is late by, a clock jumps by
  Duration quiet{};          // at least so long between two strikes of this entry
  std::uint32_t keep = 0;    // so many of its hosts are always left alone
  Position position;
};

/// `heal:` when all faults stop. A core of the pool heals, the rest stays as it is.
struct HealSpec {
  Duration at{};
  std::optional<std::uint32_t> core;  // workers that heal, drawn; nullopt: all of them
  Position position;
};

}  // namespace rollcall
