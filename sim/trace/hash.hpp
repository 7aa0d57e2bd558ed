#pragma once

#include "sim/base/op.hpp"
#include "sim/base/time.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

namespace rollcall {

/// The running 64-bit identity of an execution.
///
/// Covers, a step: task, op kind, object ordinal, virtual time; a draw: stream, bound, value. No
/// source line, type name or address, so it is the same for every compiler, optimisation level and
/// sanitizer. Records are gathered in a block and hashed by XXH3 a block at a time, so a step costs
/// three stores.
class TraceHash {
 public:
  TraceHash() { reset(); }

  void reset() {
    used_ = 0;
    digest_ = 0;
  }

  void add_step(TaskId task, Op op, Time time) {
    add(static_cast<std::uint64_t>(time.time_since_epoch().count()),
        (std::uint64_t{index_of(op.object)} << 32) | index_of(task),
        static_cast<std::uint64_t>(op.kind));
  }

  void add_draw(std::uint64_t stream, std::uint64_t bound, std::uint64_t value) {
    // Rotated and not shifted, so that no bit of a huge bound is lost.
    add(value, stream, std::rotl(bound, 8) ^ static_cast<std::uint64_t>(OpKind::kDraw));
  }

  /// The hash of all that was added so far; adding may go on.
  [[nodiscard]] std::uint64_t digest() const;

 private:
  static constexpr std::size_t kWords = 3 * 128;

  void add(std::uint64_t first, std::uint64_t second, std::uint64_t third) {
    if (used_ == kWords) {
      digest_ = digest();
      used_ = 0;
    }
    block_[used_] = first;
    block_[used_ + 1] = second;
    block_[used_ + 2] = third;
    used_ += 3;
  }

  std::size_t used_ = 0;  // words of block_
  std::uint64_t digest_ = 0;
  std::array<std::uint64_t, kWords> block_{};
};

}  // namespace rollcall
