#pragma once

#include "scenarios/cli/options.hpp"

#include <chrono>
#include <csignal>
#include <cstdint>
#include <optional>
#include <string>

namespace rollcall {

/// Where a hunt stands: of all scenarios so far, but for `part` and `whole`.
struct HuntStatus {
  std::string label;  // the scenario and manager being played
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  std::uint64_t findings = 0;
  std::uint64_t states = 0;
  std::uint64_t marks_met = 0;
  std::uint64_t part = 0;   // executions of this scenario...
  std::uint64_t whole = 0;  // ...of so many
};

/// A progress line on standard error and the wall-clock bound of a hunt.
///
/// On a terminal one line, redrawn ten times a second; else a line every 30 seconds, or nothing.
/// SIGUSR1 asks for a block of lines, in any case.
class HuntClock {
 public:
  HuntClock(ProgressWish wish, std::optional<Duration> limit);
  ~HuntClock();
  HuntClock(const HuntClock&) = delete;
  HuntClock& operator=(const HuntClock&) = delete;

  /// What is left of the bound is shared among so many scenarios, this one and those to come.
  void begin_scenario(std::size_t left);

  /// Draws if it is time to. Cheap.
  template <typename MakeStatus>
  void tick(const MakeStatus& make_status) {
    if (due()) {
      draw(make_status());
    }
  }
  /// The same with a line of the caller's.
  template <typename MakeLine>
  void tick_line(const MakeLine& make_line) {
    if (due()) {
      draw_line(make_line());
    }
  }

  /// Whether this scenario's time is over.
  [[nodiscard]] bool time_is_over() const;
  [[nodiscard]] double seconds() const;

  /// Takes the line away, before something else is written.
  void clear_line();

  /// Whether SIGINT or SIGTERM has come. A second one ends the program at once.
  [[nodiscard]] static bool interrupted();

 private:
  using Clock = std::chrono::steady_clock;

  [[nodiscard]] bool due() const;
  void draw(const HuntStatus& status);
  void draw_line(const std::string& text);
  [[nodiscard]] std::string line(const HuntStatus& status, Clock::time_point now) const;
  [[nodiscard]] std::string eta(const HuntStatus& status, Clock::time_point now) const;

  ProgressWish wish_;
  std::optional<Duration> limit_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point scenario_start_ = start_;
  std::optional<Clock::time_point> scenario_end_;
  Clock::time_point drawn_ = start_;
  bool line_open_ = false;
};

}  // namespace rollcall
