#include "sim/core/crash.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/last_words.hpp"
#include "sim/core/world.hpp"

#include <signal.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <string_view>

namespace rollcall {
namespace {

struct Crash {
  int signal;
  std::string_view text;
};
constexpr std::array<Crash, 5> kCrashes{{{.signal = SIGSEGV, .text = "crash: SIGSEGV"},
                                         {.signal = SIGBUS, .text = "crash: SIGBUS"},
                                         {.signal = SIGFPE, .text = "crash: SIGFPE"},
                                         {.signal = SIGILL, .text = "crash: SIGILL"},
                                         {.signal = SIGABRT, .text = "crash: SIGABRT"}}};

std::array<struct sigaction, kCrashes.size()> former;  // by place in kCrashes
std::atomic<bool> installed = false;

bool overflows(int signal, const void* address) {
  const std::optional<Whereabouts> here = World::whereabouts();
  return (signal == SIGSEGV || signal == SIGBUS) && here && here->task != nullptr &&
         here->task->fiber.guards(address);
}

void handle(int signal, siginfo_t* info, void*) {
  for (std::size_t i = 0; i < kCrashes.size(); ++i) {
    if (kCrashes[i].signal == signal) {
      say_last_words(overflows(signal, info->si_addr) ? "crash: SIGSEGV (stack overflow)"
                                                      : kCrashes[i].text);
      sigaction(signal, &former[i], nullptr);
    }
  }
  // The instruction that caused it is executed again, and now ends the process; a signal that was
  // sent, as abort() does, is sent again.
  if (info->si_code <= 0) {
    raise(signal);
  }
}

// A thread's stack for signals: on its own one, a stack overflow could not be reported.
class SignalStack {
 public:
  SignalStack() {
    stack_t present{};
    sigaltstack(nullptr, &present);
    if ((present.ss_flags & SS_DISABLE) != 0) {  // AddressSanitizer unmaps the one it has made.
      memory_ = std::make_unique<std::byte[]>(kBytes);
      const stack_t stack{.ss_sp = memory_.get(), .ss_flags = 0, .ss_size = kBytes};
      ensure(sigaltstack(&stack, nullptr) == 0, "a thread can be given a stack for signals");
    }
  }
  ~SignalStack() {
    if (memory_ != nullptr) {
      const stack_t none{.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
      sigaltstack(&none, nullptr);
    }
  }
  SignalStack(const SignalStack&) = delete;
  SignalStack& operator=(const SignalStack&) = delete;

 private:
  static constexpr std::size_t kBytes = 64 * 1024;  // the largest register file takes 11 KiB

  std::unique_ptr<std::byte[]> memory_;
};

}  // namespace

void install_crash_report() {
  if (installed.exchange(true)) {
    return;
  }
  struct sigaction action {};
  action.sa_sigaction = &handle;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < kCrashes.size(); ++i) {
    ensure(sigaction(kCrashes[i].signal, &action, &former[i]) == 0, "a signal can be handled");
  }
#ifdef ROLLCALL_ASAN
  __sanitizer_set_death_callback([] { say_last_words("crash: sanitizer report"); });
#endif
}

void prepare_thread_for_crash() {
  if (installed.load(std::memory_order_relaxed)) {
    static thread_local const SignalStack stack;
  }
}

}  // namespace rollcall
