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

/// `network:` what every link is like. Latency is one way.
struct NetworkSpec {
  DurationRange latency{std::chrono::milliseconds(1), std::chrono::milliseconds(1)};
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

// Random weather: what may strike, drawn per seed from the stream "faults".

/// `crash:`, `pause:`: a host of these, for a drawn time.
struct HostWeather {
  HostAction::Verb verb{};  // kCrash or kPause
  std::vector<HostRef> hosts;
  Rate rate;
  DurationRange duration;
};
/// `partition:`, `clog:`: one host of the left against one of the right, or all against all.
struct LinkWeather {
  LinkAction::Verb verb{};
  LinkSet links;
  Ratio one_way{};  // how often in one direction only
  Rate rate;
  DurationRange duration;
};
/// `drop_reply:`, `duplicate:`, `delay:`: each call of a method, by chance.
struct MessageWeather {
  enum class Verb { kDropReply, kDuplicate, kDelay };
  Verb verb{};
  std::string method;  // "" is every one
  Ratio chance{};
  DurationRange by;  // of a delay
};
/// `clock_jump:`
struct ClockWeather {
  std::vector<HostRef> hosts;
  Rate rate;
  DurationRange by;  // negative is back
};

/// One entry of `faults:`.
struct Weather {
  std::variant<HostWeather, LinkWeather, MessageWeather, ClockWeather> what;
  Duration quiet{};        // at least so long between two strikes of this entry
  std::uint32_t keep = 0;  // so many of its hosts are always left alone
  Position position;
};

/// `heal:` when all faults stop. A core of the pool heals, the rest stays as it is.
struct HealSpec {
  Duration at{};
  std::optional<std::uint32_t> core;  // workers that heal, drawn; nullopt: all of them
  Position position;
};

}  // namespace rollcall
