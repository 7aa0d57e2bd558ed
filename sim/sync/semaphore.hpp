#pragma once

#include "sim/core/world.hpp"

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rollcall::sim {

/// A counting semaphore: permits that are acquired some at a time, and released by anybody.
///
/// Any task for whose wish there are enough may be next, so who wants many may starve. (Go's
/// extended library serves in order of arrival instead; no program may rely on less.)
/// A release beyond what was acquired makes permits, as std::counting_semaphore's does.
class semaphore : public Object {
 public:
  explicit semaphore(std::uint64_t permits, std::string_view name = "semaphore")
      : Object(name), released_(permits) {}

  void acquire(std::uint64_t permits = 1);
  /// False if there are not enough.
  bool try_acquire(std::uint64_t permits = 1);
  void release(std::uint64_t permits = 1);

  /// For probes: no op.
  [[nodiscard]] std::uint64_t available() const { return released_ - taken_; }

 private:
  void take(std::uint64_t permits, Access access);

  // Permits are numbered as they come, those of the beginning first, and taken in that order.
  std::uint64_t released_;
  std::uint64_t taken_ = 0;
  std::vector<std::pair<Slot, std::uint64_t>> waiting_;  // tasks at acquire(), with their wishes
  SyncClock clock_;
};

}  // namespace rollcall::sim
