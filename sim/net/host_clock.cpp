#include "sim/net/host_clock.hpp"

#include "sim/base/ensure.hpp"

namespace rollcall::net {
namespace {

constexpr std::int64_t kMillion = 1'000'000;

// span * num / den, rounded down, in parts: the product of 64-bit numbers need not fit. Requires
// 0 <= span, 0 < num, den < 2^21.
Duration scaled(Duration span, std::int64_t num, std::int64_t den) {
  const std::int64_t whole = span.count() / den;
  const std::int64_t rest = span.count() % den;
  if (whole > Duration::max().count() / num - 1) {
    return Duration::max();
  }
  return Duration{whole * num + rest * num / den};
}

}  // namespace

LocalClock::LocalClock(const HostClock& clock) : offset_(clock.offset) {
  if (clock.drift_ppm != 0) {
    set_drift(Time{}, clock.drift_ppm);
  }
}

Time LocalClock::monotonic(Time now) const {
  return drift_ == nullptr ? now
                           : drift_->base_local +
                                 scaled(now - drift_->base_world, kMillion + drift_->ppm, kMillion);
}

void LocalClock::set_drift(Time now, std::int32_t ppm) {
  ensure(-kMillion < ppm && ppm < kMillion, "a clock goes forward, and not twice as fast");
  drift_ =
      std::make_unique<Drift>(Drift{.ppm = ppm, .base_world = now, .base_local = monotonic(now)});
}

Duration LocalClock::world_span(Duration local) const {
  return drift_ == nullptr ? local : scaled(local, kMillion, kMillion + drift_->ppm);
}

}  // namespace rollcall::net
