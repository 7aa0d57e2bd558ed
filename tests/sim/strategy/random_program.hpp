#pragma once

// Random programs over the whole vocabulary, well and ill formed, small enough that every schedule
// of most of them can be played. They are what explorations are compared on, see
// differential_test.cpp.

#include "tests/sim/strategy/exploration_support.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::exploration_test {

/// One operation of the vocabulary. Each instruction of a program is one of them.
enum class Word : std::uint8_t {
  kLock,
  kTryLock,
  kTryLockFor,
  kUnlock,
  kWriteLock,
  kTryWriteLock,
  kWriteUnlock,
  kReadLock,
  kTryReadLock,
  kReadUnlock,
  kAcquire,
  kTryAcquire,
  kRelease,
  kAdd,
  kDone,
  kWait,
  kAwait,
  kAwaitFor,
  kAwaitUnlocked,
  kNotifyOne,
  kNotifyAll,
  kOnce,
  kSend,
  kTrySend,
  kReceive,
  kTryReceive,
  kClose,
  kLength,
  kSelect,
  kCancel,
  kError,
  kMakeChild,
  kAwaitDone,
  kStopTimer,
  kResetTimer,
  kReceiveTick,
  kTryReceiveTick,
  kAfterFunc,
  kStopFunc,
  kSpawn,
  kJoin,
  kKeepPromise,
  kGetFuture,
  kLoad,
  kStore,
  kAddTo,
  kCompareExchange,
  kRead,
  kWrite,
  kSleep,
  kYield,
  kNow,
  kAwaitIdle,
  kDraw,
  kPanic,
  kPanicIfSet,
  kClaim,
  kUseNil,
  kCrash,
  kRestart,
  kPause,
  kResume,
  kCount,
};

[[nodiscard]] std::string_view to_text(Word word);

/// Whether a task may have to wait for a lock, a permit or a counter. One that is on a host that
/// crashes must not: see World::end_tasks().
[[nodiscard]] bool waits(Word word);

/// A case of a select, by the channel it is about.
struct RandomCase {
  enum class Kind : std::uint8_t { kReceive, kSend, kTimeout, kDone, kDefault };
  Kind kind = Kind::kReceive;
  std::uint8_t channel = 0;
};

struct Instruction {
  Word word = Word::kYield;
  std::uint8_t object = 0;  // which of its kind: the second mutex, the channel of capacity 2
  std::int8_t amount = 0;   // permits, a delta, milliseconds or a value
  bool caught = false;      // a panic of it is caught, and is no violation then
  std::vector<RandomCase> cases = {};  // of a select
};

struct RandomTask {
  enum class Start : std::uint8_t {
    kAtOnce,   // by the root
    kSpawned,  // by whoever comes to the instruction that says so, if anybody does
    kTimer,    // when the timer of an after_func fires
  };
  Start start = Start::kAtOnce;
  bool daemon = false;
  bool on_host = false;
  std::vector<Instruction> instructions = {};
};

struct RandomProgram {
  std::int8_t permits = 1;   // of the semaphore
  std::int8_t count = 0;     // of the wait group
  std::int8_t capacity = 1;  // of the buffered channel
  std::uint32_t early_timers = 0;
  std::vector<RandomTask> tasks = {};
};

/// The program of that seed.
[[nodiscard]] RandomProgram random_program(std::uint64_t seed);

/// For a person to read: a line for each task.
[[nodiscard]] std::string to_text(const RandomProgram& program);

/// Plays a program, one execution after the other.
class RandomPlay {
 public:
  explicit RandomPlay(const RandomProgram& program);
  ~RandomPlay();
  RandomPlay(const RandomPlay&) = delete;
  RandomPlay& operator=(const RandomPlay&) = delete;

  /// The root task of an execution.
  void operator()();

  /// Tells what each task saw in the last execution, and what state the objects are in.
  [[nodiscard]] State state() const;

  /// Destroys the objects of the last execution. Between two executions.
  void forget();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rollcall::exploration_test
