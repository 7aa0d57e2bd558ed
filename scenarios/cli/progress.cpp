#include "scenarios/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

namespace rollcall {
namespace {

volatile std::sig_atomic_t interrupt_count = 0;

void on_interrupt(int) {
  interrupt_count = interrupt_count + 1;
  if (interrupt_count > 1) {
    _exit(static_cast<int>(ExitCode::kInterrupted));
  }
}

ProgressWish resolved(ProgressWish wish) {
  if (wish != ProgressWish::kAuto) {
    return wish;
  }
  return isatty(STDERR_FILENO) != 0 ? ProgressWish::kBar : ProgressWish::kLines;
}

}  // namespace

HuntClock::HuntClock(ProgressWish wish, std::optional<Duration> limit)
    : wish_(resolved(wish)), limit_(limit) {
  struct sigaction action {};
  action.sa_handler = &on_interrupt;
  sigaction(SIGINT, &action, nullptr);
}

HuntClock::~HuntClock() { clear_line(); }

double HuntClock::seconds() const {
  return std::chrono::duration<double>(Clock::now() - start_).count();
}

bool HuntClock::interrupted() { return interrupt_count > 0; }

bool HuntClock::tick(const std::string& label, std::uint64_t executions, std::uint64_t findings) {
  const Clock::time_point now = Clock::now();
  const auto period =
      wish_ == ProgressWish::kBar ? Duration(100'000'000) : Duration(30'000'000'000);
  if (wish_ != ProgressWish::kNone && now - drawn_ >= period) {
    drawn_ = now;
    clear_line();
    const std::string line =
        fmt::format("rollcall: {}: {} executions, {:.0f} a second, {} findings", label, executions,
                    static_cast<double>(executions) / seconds(), findings);
    std::fprintf(stderr, wish_ == ProgressWish::kBar ? "%.79s" : "%s\n", line.c_str());
    std::fflush(stderr);
    line_open_ = wish_ == ProgressWish::kBar;
  }
  return interrupted() || (limit_ && now - start_ >= *limit_);
}

void HuntClock::clear_line() {
  if (line_open_) {
    std::fputs("\r\x1b[K", stderr);
    line_open_ = false;
  }
}

}  // namespace rollcall
