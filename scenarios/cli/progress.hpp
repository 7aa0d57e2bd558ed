#pragma once

#include "scenarios/cli/options.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>

namespace rollcall {

/// A progress line on standard error and the wall-clock bound of a hunt. The one place that reads a
/// real clock.
///
/// On a terminal one line, redrawn ten times a second; else a line every 30 seconds, or nothing.
class HuntClock {
 public:
  HuntClock(ProgressWish wish, std::optional<Duration> limit);
  ~HuntClock();
  HuntClock(const HuntClock&) = delete;
  HuntClock& operator=(const HuntClock&) = delete;

  /// Draws if it is time to, and says whether the bound is reached or SIGINT has come.
  [[nodiscard]] bool tick(const std::string& label, std::uint64_t executions,
                          std::uint64_t findings);

  [[nodiscard]] double seconds() const;

  /// Whether SIGINT has come. A second one ends the program at once.
  [[nodiscard]] static bool interrupted();

 private:
  using Clock = std::chrono::steady_clock;

  void clear_line();

  ProgressWish wish_;
  std::optional<Duration> limit_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_ = start_;
  bool line_open_ = false;
};

}  // namespace rollcall
