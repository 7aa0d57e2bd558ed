#include "scenarios/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace rollcall {
namespace {

volatile std::sig_atomic_t interrupt_count = 0;
volatile std::sig_atomic_t status_wanted = 0;

void on_interrupt(int) {
  interrupt_count = interrupt_count + 1;
  if (interrupt_count > 1) {
    _exit(static_cast<int>(ExitCode::kInterrupted));
  }
}

void on_status_wanted(int) { status_wanted = 1; }

ProgressWish resolved(ProgressWish wish) {
  if (wish != ProgressWish::kAuto) {
    return wish;
  }
  return isatty(STDERR_FILENO) != 0 ? ProgressWish::kBar : ProgressWish::kLines;
}

// "950", "12.3k", "4.56M": three digits that matter.
std::string short_count(double count) {
  constexpr double kThousand = 1000;
  for (const char* const unit : {"", "k", "M", "G"}) {
    if (count < kThousand) {
      return *unit == '\0' ? fmt::format("{:.0f}", count) : fmt::format("{:.3g}{}", count, unit);
    }
    count /= kThousand;
  }
  return fmt::format("{:.0f}T", count);
}

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::max(seconds, 0.0) + 0.5);
  return whole >= 3600 ? fmt::format("{}h{:02}m", whole / 3600, whole / 60 % 60)
                       : fmt::format("{}m{:02}s", whole / 60, whole % 60);
}

}  // namespace

HuntClock::HuntClock(ProgressWish wish, std::optional<Duration> limit)
    : wish_(resolved(wish)), limit_(limit) {
  // No SA_RESTART: a wait for worker processes returns.
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  action.sa_handler = &on_status_wanted;
  sigaction(SIGUSR1, &action, nullptr);
}

HuntClock::~HuntClock() { clear_line(); }

double HuntClock::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

bool HuntClock::interrupted() { return interrupt_count > 0; }

void HuntClock::begin_scenario(std::size_t left) {
  scenario_start_ = Clock::now();
  if (limit_) {
    const auto rest = *limit_ - (scenario_start_ - start_);
    scenario_end_ = scenario_start_ + rest / static_cast<std::int64_t>(left);
  }
}

bool HuntClock::time_is_over() const { return scenario_end_ && Clock::now() >= *scenario_end_; }

bool HuntClock::due() const {
  const auto period =
      wish_ == ProgressWish::kBar ? Duration(100'000'000) : Duration(30'000'000'000);
  return status_wanted != 0 || (wish_ != ProgressWish::kNone && Clock::now() - drawn_ >= period);
}

void HuntClock::draw(const HuntStatus& status) {
  const Clock::time_point now = Clock::now();
  if (status_wanted != 0) {
    clear_line();
    status_wanted = 0;
    const std::string block = fmt::format(
        "rollcall: status after {}\n  playing     {}\n  executions  {}, {} a second\n  steps       "
        "{}, {} a second\n  findings    {}\n  coverage    {} states, {} marks\n  to go       {}\n",
        clock_text(seconds()), status.label, status.executions,
        short_count(static_cast<double>(status.executions) / seconds()), status.steps,
        short_count(static_cast<double>(status.steps) / seconds()), status.findings, status.states,
        status.marks_met, eta(status, now));
    std::fputs(block.c_str(), stderr);
    std::fflush(stderr);
  } else {
    draw_line(line(status, now));
  }
}

void HuntClock::draw_line(const std::string& text) {
  clear_line();
  drawn_ = Clock::now();
  status_wanted = 0;
  std::fprintf(stderr, wish_ == ProgressWish::kBar ? "%.79s" : "%s\n", text.c_str());
  std::fflush(stderr);
  line_open_ = wish_ == ProgressWish::kBar;
}

std::string HuntClock::line(const HuntStatus& status, Clock::time_point now) const {
  return fmt::format("rollcall: {} exec/s, {} steps/s, {} findings, {} states, {} to go, {}",
                     short_count(static_cast<double>(status.executions) / seconds()),
                     short_count(static_cast<double>(status.steps) / seconds()), status.findings,
                     status.states, eta(status, now), status.label);
}

// Of this scenario: by its seeds or its time, whichever ends first.
std::string HuntClock::eta(const HuntStatus& status, Clock::time_point now) const {
  using Seconds = std::chrono::duration<double>;
  std::optional<double> left;
  if (scenario_end_) {
    left = Seconds(*scenario_end_ - now).count();
  }
  if (status.part > 0 && status.whole > 0) {
    const double spent = Seconds(now - scenario_start_).count();
    const double by_seeds =
        spent * static_cast<double>(status.whole - status.part) / static_cast<double>(status.part);
    left = std::min(left.value_or(by_seeds), by_seeds);
  }
  return left ? clock_text(*left) : "?";
}

void HuntClock::clear_line() {
  if (line_open_) {
    std::fputs("\r\x1b[K", stderr);
    std::fflush(stderr);
    line_open_ = false;
  }
}

}  // namespace rollcall
