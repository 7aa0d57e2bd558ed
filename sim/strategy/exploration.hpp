#pragma once

#include "sim/core/choices.hpp"
#include "sim/core/strategy.hpp"
#include "sim/trace/step_log.hpp"

#include <cstdint>
#include <optional>

namespace rollcall {

/// How far an exploration goes. What lies beyond is cut off, and the exploration says so.
struct Bounds {
  std::uint64_t steps = 10'000;              // of one execution
  std::optional<std::uint32_t> preemptions;  // switches from a task that could have gone on
  std::uint64_t draw_values = 64;            // a draw of more is fixed at 0
};

/// A strategy that goes through the executions of one program, one after the other: play, next(),
/// play, ... until next() says false. It decides the draws, too, and goes through their values.
///
/// Requires that every execution is played with `draws` and `log` being this exploration's.
class Exploration : public Strategy, public DrawSource {
 public:
  [[nodiscard]] bool sees_every_step() const final { return true; }

  /// The execution has ended. Decides what the next one does differently; false if none is left.
  [[nodiscard]] virtual bool next() = 0;

  /// What of the whole has been explored, in parts of kWhole: each branch known so far counts the
  /// same below its node. Only for people to look at; more than 0.
  [[nodiscard]] virtual std::uint64_t explored() const = 0;
  static constexpr std::uint64_t kWhole = std::uint64_t{1} << 62;

  /// Whether some execution went beyond the bounds and was not followed there.
  [[nodiscard]] bool cut() const { return cut_; }
  /// Whether the last execution was ended because it can lead nowhere new, and not by a bound.
  [[nodiscard]] bool blocked() const { return blocked_; }

  [[nodiscard]] StepLog& log() { return log_; }

 protected:
  explicit Exploration(const Bounds& bounds) : bounds_(bounds) {}

  [[nodiscard]] Slot give_up_at_bound() {
    cut_ = true;
    given_up_ = true;
    return kGiveUp;
  }
  [[nodiscard]] Slot give_up_blocked() {
    blocked_ = true;
    given_up_ = true;
    return kGiveUp;
  }

  Bounds bounds_;
  StepLog log_;
  bool cut_ = false;
  bool blocked_ = false;   // in this execution
  bool given_up_ = false;  // in this execution, for whatever reason
};

}  // namespace rollcall
