#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <string>

namespace rollcall {

/// Counts of the operating system about a thread so far.
struct ThreadUsage {
  Duration processor{};          // time that it ran
  std::uint64_t sleeps = 0;      // how often it gave up the processor, to wait for something
  std::uint64_t disk_waits = 0;  // page faults that waited for a disk
};

/// Tells it of the calling thread. Safe in a signal handler.
[[nodiscard]] ThreadUsage thread_usage();

/// Whether the thread slept all the time between two looks, each of which woke it. A thread that
/// ran, or that was ready to run while a busy machine ran others, did not.
[[nodiscard]] bool slept_between(const ThreadUsage& before, const ThreadUsage& after,
                                 Duration apart);

/// Whether another process, such as a debugger, traces this one.
[[nodiscard]] bool is_traced();

/// Ends the process (SIGABRT) when a task of this thread runs for so long without an op, of real
/// time, and says which: a loop without ops is a livelock that no bound of steps can see; and a
/// task that blocks in a real call (a std::mutex, a sleep, a socket) keeps all others waiting.
///
/// Watches the executions on the thread that makes it; one a thread at a time. It only looks, so no
/// execution depends on it. While the process stands still, as in a debugger, no time passes; nor
/// does it count as blocked that it waits for its output to be read.
///
///   const rollcall::Watchdog watchdog({.loop = 30s, .blocked = 1s});
class Watchdog {
 public:
  struct Patience {
    Duration loop{};     // with a task that does no op; more than 0
    Duration blocked{};  // with one that sleeps in a real call meanwhile; 0: the same
  };

  /// It strikes after at most a quarter more.
  explicit Watchdog(Patience patience);
  explicit Watchdog(Duration patience) : Watchdog(Patience{.loop = patience}) {}
  ~Watchdog();
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  static constexpr int kLooks = 4;  // within the shorter patience

  /// Ends the process if it found the task at the same step for as many calls as its patience
  /// allows after one. The timer calls it; a test that must not depend on real time calls it
  /// instead.
  void look(bool writes_output = false);

 private:
  Duration interval_;
  int looks_max_;
  std::string loop_;
  std::string blocked_;
  void* timer_ = nullptr;
  std::uint64_t execution_ = 0;
  std::uint64_t step_ = 0;
  int fruitless_looks_ = 0;
  int blocked_looks_ = 0;
  ThreadUsage usage_;
};

}  // namespace rollcall
