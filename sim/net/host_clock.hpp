#pragma once

#include "sim/net/types.hpp"

#include <cstdint>
#include <memory>

namespace rollcall::net {

/// A host's monotonic and wall clocks, as functions of the world's time.
///
/// Integers only, rounded down. Monotonic time starts at 0 with the world and never goes back; wall
/// time differs from it by an offset that may jump.
class LocalClock {
 public:
  explicit LocalClock(const HostClock& clock = {});

  [[nodiscard]] Time monotonic(Time now) const;
  [[nodiscard]] Time wall(Time now) const {
    return own_ == nullptr ? now : monotonic(now) + own_->offset;
  }
  void jump(Duration by) { own().offset += by; }
  /// Drifts by `ppm` from now on.
  void set_drift(Time now, std::int32_t ppm);
  /// The world's time in which that much of the host's goes by.
  [[nodiscard]] Duration world_span(Duration local) const;

 private:
  struct Own {
    Duration offset{};
    std::int32_t ppm = 0;  // of drift
    Time base_world{};     // since when
    Time base_local{};     // what it showed then
  };
  Own& own();

  std::unique_ptr<Own> own_;  // null: it has always shown the world's time, as most do
};

}  // namespace rollcall::net
