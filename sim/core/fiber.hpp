#pragma once

#include <boost/context/detail/fcontext.hpp>

#include <cstddef>

#if defined(__SANITIZE_ADDRESS__)
#define ROLLCALL_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ROLLCALL_ASAN 1
#endif
#endif
#if defined(__SANITIZE_THREAD__)
#define ROLLCALL_TSAN 1
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define ROLLCALL_TSAN 1
#endif
#endif

#ifdef ROLLCALL_ASAN
#include <sanitizer/common_interface_defs.h>
#endif
#ifdef ROLLCALL_TSAN
#include <sanitizer/tsan_interface.h>
#endif

namespace rollcall {

/// What the C++ run time keeps per thread about exceptions in flight (Itanium C++ ABI,
/// `__cxa_eh_globals`). A switch inside a catch block without exchanging it rethrows another task's
/// exception.
struct ExceptionState {
  void* caught = nullptr;
  unsigned int uncaught_count = 0;
};

/// This thread's state, as the run time holds it.
[[nodiscard]] ExceptionState* thread_exception_state();

/// One stack and the place where its execution stands. Everything that sanitizers and the C++ run
/// time must be told about a switch is in this file pair.
///
/// Mapped once and kept: the entry loops for ever and is switched away from at rest, so using a
/// stack again costs nothing but the switch. (Entering a finished stack anew would grow
/// ThreadSanitizer's shadow stack without end.)
class Fiber {
 public:
  using Entry = void (*)(Fiber&);

  /// The calling thread's own stack: something to switch back to.
  Fiber();
  ~Fiber();
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;

  /// A stack of its own, of `stack_bytes` above a guard page, on which `entry` starts at the first
  /// switch. `entry` never returns. Once only.
  void map_stack(Entry entry, void* user, std::size_t stack_bytes);
  [[nodiscard]] bool has_stack() const { return mapping_ != nullptr; }

  /// Whether `address` lies in the guard page below the stack: the stack has overflowed.
  [[nodiscard]] bool guards(const void* address) const {
    const auto* byte = static_cast<const char*>(address);
    return has_stack() && byte >= static_cast<const char*>(mapping_) &&
           byte < static_cast<const char*>(bottom_);
  }

  /// Makes this the calling thread's own stack: a world may be made in one thread and run in
  /// another.
  void adopt_thread();

  /// What the creator gave; the fiber does not look at it.
  [[nodiscard]] void* user() const { return user_; }

  /// Leaves `from`, which is running, for `to`; returns when somebody switches to `from` again.
  /// `state` is this thread's exception state.
  static void switch_to(Fiber& from, Fiber& to, ExceptionState& state) {
    from.exceptions_ = state;
    state = to.exceptions_;
#ifdef ROLLCALL_ASAN
    __sanitizer_start_switch_fiber(&from.fake_stack_, to.bottom_, to.size_bytes_);
#endif
#ifdef ROLLCALL_TSAN
    __tsan_switch_to_fiber(to.tsan_, 0);
#endif
    from.next_ = &to;
    const auto transfer = boost::context::detail::jump_fcontext(to.context_, &from);
    landed(from, transfer);
  }

 private:
  static void start(boost::context::detail::transfer_t transfer);

  // The first thing on a stack that has just been switched to.
  static void landed(Fiber& here, boost::context::detail::transfer_t transfer) {
    Fiber& previous = *static_cast<Fiber*>(transfer.data);
    previous.context_ = transfer.fctx;
#ifdef ROLLCALL_ASAN
    const void* bottom = nullptr;
    std::size_t size_bytes = 0;
    __sanitizer_finish_switch_fiber(here.fake_stack_, &bottom, &size_bytes);
    if (previous.mapping_ == nullptr) {  // A thread's own stack learns its bounds when it is left.
      previous.bottom_ = bottom;
      previous.size_bytes_ = size_bytes;
    }
#else
    static_cast<void>(here);
#endif
  }

  boost::context::detail::fcontext_t context_ = nullptr;
  Fiber* next_ = nullptr;  // whom this one was last left for: how a new stack learns its fiber
  ExceptionState exceptions_;
  Entry entry_ = nullptr;
  void* user_ = nullptr;
  const void* bottom_ = nullptr;  // lowest usable address
  std::size_t size_bytes_ = 0;    // usable
  void* mapping_ = nullptr;       // with the guard page; null for a thread's own stack
  std::size_t mapping_bytes_ = 0;
#ifdef ROLLCALL_ASAN
  void* fake_stack_ = nullptr;
#endif
#ifdef ROLLCALL_TSAN
  void* tsan_ = nullptr;
#endif
};

}  // namespace rollcall
