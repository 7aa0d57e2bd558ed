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

LocalClock::LocalClock(const HostClock& clock) {
  if (clock.offset != Duration{}) {
    jump(clock.offset);
  }
  if (clock.drift_ppm != 0) {
    set_drift(Time{}, clock.drift_ppm);
  }
}

LocalClock::Own& LocalClock::own() {
  if (own_ == nullptr) {
    own_ = std::make_unique<Own>();
  }
  return *own_;
}

Time LocalClock::monotonic(Time now) const {
  if (own_ == nullptr) {
    return now;
  }
  const Duration since = now - own_->base_world;
  return own_->base_local +
         (own_->ppm == 0 ? since : scaled(since, kMillion + own_->ppm, kMillion));
}

void LocalClock::set_drift(Time now, std::int32_t ppm) {
  ensure(-kMillion < ppm && ppm < kMillion, "a clock goes forward, and not twice as fast");
  const Time local = monotonic(now);
  Own& own = this->own();
  own.ppm = ppm;
  own.base_world = now;
  own.base_local = local;
}

Duration LocalClock::world_span(Duration local) const {
  return own_ == nullptr || own_->ppm == 0 ? local : scaled(local, kMillion, kMillion + own_->ppm);
}

}  // namespace rollcall::net
