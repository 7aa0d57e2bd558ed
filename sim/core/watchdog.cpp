#include "sim/core/watchdog.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/last_words.hpp"
#include "sim/core/world.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>

namespace rollcall {
namespace {

Duration duration_of(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// Whether the signal came while the thread waited to write: the kernel has set the registers so
// that the call is made again. Who reads the output of a test may be slow.
bool writes_output([[maybe_unused]] const void* context) {
#ifdef __x86_64__
  const auto call = static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RAX];
  return call == SYS_write || call == SYS_writev;
#else
  return false;
#endif
}

Duration shorter(Watchdog::Patience patience) {
  return patience.blocked > Duration{} ? std::min(patience.loop, patience.blocked) : patience.loop;
}

}  // namespace

ThreadUsage thread_usage() {
  rusage usage{};
  getrusage(RUSAGE_THREAD, &usage);
  return {.processor = duration_of(usage.ru_utime) + duration_of(usage.ru_stime),
          .sleeps = static_cast<std::uint64_t>(usage.ru_nvcsw),
          .disk_waits = static_cast<std::uint64_t>(usage.ru_majflt)};
}

bool slept_between(const ThreadUsage& before, const ThreadUsage& after, Duration apart) {
  constexpr int kPart = 10;  // of the time, for the look itself and a loop around the call
  return after.sleeps > before.sleeps && after.disk_waits == before.disk_waits &&
         after.processor - before.processor < apart / kPart;
}

bool is_traced() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word == "TracerPid:") {
      return status >> word && word != "0";
    }
  }
  return false;
}

// A timer whose signal goes to the watched thread: it sees the world as the task itself does, and
// no other thread reads what an execution writes.
Watchdog::Watchdog(Patience patience)
    : interval_(shorter(patience) / kLooks + Duration{1}),
      looks_max_(static_cast<int>(std::min<std::int64_t>(
          (patience.loop + interval_ - Duration{1}) / interval_, std::numeric_limits<int>::max()))),
      loop_("livelock: no op for " + to_text(patience.loop)),
      blocked_("blocked: no op for " + to_text(shorter(patience)) +
               ", as a real lock, sleep or socket holds the thread,") {
  ensure(shorter(patience) > Duration{}, "a watchdog has some patience");
  const int signal = SIGRTMAX;  // the least likely to be somebody else's
  struct sigaction action {};
  action.sa_sigaction = [](int, siginfo_t* info, void* context) {
    if (info->si_code == SI_TIMER) {
      static_cast<Watchdog*>(info->si_value.sival_ptr)->look(writes_output(context));
    }
  };
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;
  sigemptyset(&action.sa_mask);
  ensure(sigaction(signal, &action, nullptr) == 0, "a signal can be handled");
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = signal;
  event.sigev_value.sival_ptr = this;
  event._sigev_un._tid = gettid();  // thread: of the operating system's, which the timer is for
  ensure(timer_create(CLOCK_MONOTONIC, &event, &timer_) == 0, "a timer can be made");
  const std::int64_t interval = interval_.count();
  const timespec every{.tv_sec = interval / 1'000'000'000, .tv_nsec = interval % 1'000'000'000};
  const itimerspec times{.it_interval = every, .it_value = every};
  ensure(timer_settime(timer_, 0, &times, nullptr) == 0, "a timer can be set");
}

Watchdog::~Watchdog() { timer_delete(timer_); }

// In a signal handler: reads, and allocates nothing.
void Watchdog::look(bool writes_output) {
  const std::optional<Whereabouts> here = World::whereabouts();
  const ThreadUsage usage = thread_usage();
  if (!here || here->execution != execution_ || here->step != step_) {
    execution_ = here ? here->execution : 0;
    step_ = here ? here->step : 0;
    fruitless_looks_ = blocked_looks_ = 0;
  } else {
    const bool blocked = !writes_output && slept_between(usage_, usage, interval_);
    blocked_looks_ = blocked ? blocked_looks_ + 1 : 0;
    ++fruitless_looks_;
  }
  usage_ = usage;
  if (blocked_looks_ == kLooks || fruitless_looks_ == looks_max_) {
    say_last_words(blocked_looks_ == kLooks ? blocked_ : loop_);
    std::abort();
  }
}

}  // namespace rollcall
