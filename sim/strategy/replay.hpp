#pragma once

#include "sim/core/strategy.hpp"
#include "sim/trace/trace.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace rollcall {

/// Makes the recorded decisions again, without the strategy or the seed that made them first.
///
/// Guarantee: with the recorded draws and unchanged code, the same trace hash. A decision that no
/// longer matches (its task is not enabled or is about to do something else) makes the replay
/// stale: it goes on with the lowest enabled slot and says so.
class Replay final : public Strategy {
 public:
  /// `decisions` must outlive this. `early_timers` is how many were allowed when they were made.
  explicit Replay(const std::vector<Decision>& decisions, std::uint32_t early_timers = 0)
      : decisions_(decisions), early_timers_(early_timers) {}

  [[nodiscard]] std::string_view name() const override { return "replay"; }
  void begin(Choices& choices) override;
  [[nodiscard]] std::uint32_t early_timers() const override { return early_timers_; }
  [[nodiscard]] Slot pick(const Situation& situation) override;

  /// The first decision that did not match, by its index; nullopt if all did so far.
  [[nodiscard]] std::optional<std::size_t> stale_at() const { return stale_at_; }

 private:
  const std::vector<Decision>& decisions_;
  std::uint32_t early_timers_;
  std::size_t made_count_ = 0;
  std::optional<std::size_t> stale_at_;
};

}  // namespace rollcall
