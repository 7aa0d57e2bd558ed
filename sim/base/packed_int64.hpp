#pragma once

#include "sim/base/time.hpp"

#include <compare>
#include <cstdint>

namespace rollcall {

/// A number of 64 bits in halves, which needs no alignment to 8 bytes: beside one of 32 bits it
/// takes 12 bytes and not 16, where there may be millions.
class PackedInt64 {
 public:
  PackedInt64() = default;
  explicit PackedInt64(std::int64_t value)
      : high_(static_cast<std::uint32_t>(static_cast<std::uint64_t>(value) >> 32U)),
        low_(static_cast<std::uint32_t>(value)) {}

  [[nodiscard]] std::int64_t get() const {
    return static_cast<std::int64_t>((std::uint64_t{high_} << 32U) | low_);
  }
  friend auto operator<=>(const PackedInt64& left, const PackedInt64& right) {
    return left.get() <=> right.get();
  }
  friend bool operator==(const PackedInt64&, const PackedInt64&) = default;

 private:
  std::uint32_t high_ = 0;
  std::uint32_t low_ = 0;
};

/// A point of virtual time in such a number, and back.
[[nodiscard]] inline PackedInt64 packed(Time time) {
  return PackedInt64(time.time_since_epoch().count());
}
[[nodiscard]] inline Time unpacked(PackedInt64 time) { return Time{Duration{time.get()}}; }

}  // namespace rollcall
