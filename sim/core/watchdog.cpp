#include "sim/core/watchdog.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/last_words.hpp"
#include "sim/core/world.hpp"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <cstdlib>

namespace rollcall {

// A timer whose signal goes to the watched thread: it sees the world as the task itself does, and
// no other thread reads what an execution writes.
Watchdog::Watchdog(Duration patience) : cause_("livelock: no op for " + to_text(patience)) {
  ensure(patience > Duration{}, "a watchdog has some patience");
  const int signal = SIGRTMAX;  // the least likely to be somebody else's
  struct sigaction action {};
  action.sa_sigaction = [](int, siginfo_t* info, void*) {
    if (info->si_code == SI_TIMER) {
      static_cast<Watchdog*>(info->si_value.sival_ptr)->look();
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
  const std::int64_t interval = (patience / kLooks).count() + 1;
  const timespec every{.tv_sec = interval / 1'000'000'000, .tv_nsec = interval % 1'000'000'000};
  const itimerspec times{.it_interval = every, .it_value = every};
  ensure(timer_settime(timer_, 0, &times, nullptr) == 0, "a timer can be set");
}

Watchdog::~Watchdog() { timer_delete(timer_); }

// In a signal handler: reads, and allocates nothing.
void Watchdog::look() {
  const std::optional<Whereabouts> here = World::whereabouts();
  if (!here || here->execution != execution_ || here->step != step_) {
    execution_ = here ? here->execution : 0;
    step_ = here ? here->step : 0;
    fruitless_looks_ = 0;
  } else if (++fruitless_looks_ == kLooks) {
    say_last_words(cause_);
    std::abort();
  }
}

}  // namespace rollcall
