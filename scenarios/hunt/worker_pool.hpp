#pragma once

#include "scenarios/hunt/index_set.hpp"
#include "sim/base/time.hpp"

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace rollcall {

/// An execution that takes so long may well be one that does ops for ever, and what waits in the
/// operating system is seen by nobody else.
constexpr std::chrono::minutes kExecutionPatience{10};

/// Work for one worker process: consecutive indices of a list of things to play.
struct Batch {
  std::size_t subject = 0;
  IndexRange range;
};

/// What came of a batch.
struct BatchEnd {
  enum class Kind {
    kDone,
    kDied,  // its process did, playing `index`
    kHung,  // and was killed
  };

  Batch batch = {};
  Kind kind = Kind::kDone;
  std::string answer = {};      // of kDone: what the playing function returned
  std::uint64_t index = 0;      // that was being played when the process died
  int wait_status = 0;          // as waitpid() has it
  std::string last_words = {};  // the end of what it wrote to standard error since the batch began
  std::uint32_t worker = 0;
  std::chrono::nanoseconds took{};
};

/// Processes that play batches: forked from this one, so that they have all that it has prepared,
/// and what kills one of them costs what it was about to tell, and nothing else.
///
/// A process that died is replaced by a fresh one in its place. Each has a watchdog, as timers do
/// not pass a fork. All end with this object, and with this process, however it ends. Throws
/// std::system_error if a process or a pipe cannot be had.
class WorkerPool {
 public:
  /// In the worker process. Says which index it is about to play each time.
  using Announce = std::function<void(std::uint64_t index)>;
  using Play = std::function<std::string(const Batch& batch, const Announce& announce)>;

  /// A worker that plays one index for longer than `patience` is killed. Requires count > 0.
  WorkerPool(std::uint32_t count, Play play, std::chrono::nanoseconds patience);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(workers_.size()); }
  [[nodiscard]] bool is_idle(std::uint32_t worker) const { return !workers_[worker].busy; }
  [[nodiscard]] bool any_busy() const;
  /// Requires is_idle(worker).
  void give(std::uint32_t worker, const Batch& batch);
  /// What has ended: returns when something has, at the latest after `wait`, or when a signal came.
  [[nodiscard]] std::vector<BatchEnd> wait(std::chrono::milliseconds wait);

 private:
  using Clock = std::chrono::steady_clock;

  struct Worker {
    pid_t process = -1;
    int line = -1;    // orders go out on it, and answers come in
    int errors = -1;  // the file that is its standard error
    bool busy = false;
    Batch batch;
    Clock::time_point since;    // the batch was given
    std::uint64_t seen = 0;     // the index it was last seen to play...
    Clock::time_point seen_at;  // ...and since when
    std::string answer;         // what has come of it so far
  };
  /// Shared with the processes: the index that each plays.
  using Playing = std::atomic<std::uint64_t>;

  void start(Worker& worker);
  void stop(Worker& worker);
  /// An exception must not leave it: the parent's handlers would run twice.
  [[noreturn]] void serve(const Worker& worker, int line) noexcept;
  [[nodiscard]] bool read_answer(Worker& worker);
  [[nodiscard]] bool hangs(Worker& worker, Clock::time_point now) const;
  [[nodiscard]] BatchEnd end_of(Worker& worker, BatchEnd::Kind kind) const;
  [[nodiscard]] BatchEnd bury(Worker& worker, BatchEnd::Kind kind);
  [[nodiscard]] Playing& playing_of(const Worker& worker) const;

  Play play_;
  std::chrono::nanoseconds patience_;
  std::vector<Worker> workers_;
  Playing* playing_ = nullptr;
  std::size_t playing_bytes_ = 0;
};

}  // namespace rollcall
