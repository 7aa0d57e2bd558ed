#include "tests/sim/strategy/random_program.hpp"

#include "sim/base/random.hpp"

#include <string_view>
#include <utility>

namespace rollcall::exploration_test {
namespace {

// By Word, each followed by a space.
constexpr std::string_view kTexts =
    "lock try_lock try_lock_for unlock write_lock try_write write_unlock read_lock try_read "
    "read_unlock acquire try_acquire release add done wait await await_for await_unlocked "
    "notify_one notify_all once send try_send receive try_receive close len select cancel err "
    "make_child await_done stop_timer reset_timer receive_tick try_tick after_func stop_func "
    "spawn join keep get load store add_to cas read write sleep yield now await_idle draw panic "
    "panic_if_set claim use_nil crash restart pause resume ";

// Words that go together, so that those of one program meet in something.
const std::vector<std::vector<Word>>& themes() {  // function-length: a table
  using enum Word;
  static const std::vector<std::vector<Word>> all{
      {kLock, kUnlock, kTryLock, kTryLockFor, kUnlock, kLock},
      {kWriteLock, kWriteUnlock, kReadLock, kReadUnlock, kTryWriteLock, kTryReadLock},
      {kAcquire, kRelease, kTryAcquire, kAcquire, kRelease},
      {kAdd, kDone, kWait, kDone},
      {kLock, kUnlock, kAwait, kAwaitFor, kAwaitUnlocked, kNotifyOne, kNotifyAll},
      {kOnce, kOnce, kLoad, kStore},
      {kSend, kReceive, kTrySend, kTryReceive, kClose, kLength},
      {kSend, kReceive, kSelect, kSelect, kClose},
      {kCancel, kError, kMakeChild, kAwaitDone, kSelect},
      {kStopTimer, kResetTimer, kReceiveTick, kTryReceiveTick, kSleep},
      {kAfterFunc, kStopFunc, kSleep},
      {kSpawn, kJoin, kSpawn},
      {kKeepPromise, kGetFuture},
      {kLoad, kStore, kAddTo, kCompareExchange, kPanicIfSet},
      {kRead, kWrite},
      {kSleep, kYield, kNow, kAwaitIdle},
      {kDraw, kPanic, kPanicIfSet, kClaim, kUseNil},
      {kCrash, kRestart, kPause, kResume},
  };
  return all;
}

class Maker {
 public:
  explicit Maker(std::uint64_t seed) : random_(mix(seed, 0x70726f67)) {}

  RandomProgram program() {
    RandomProgram made;
    made.permits = static_cast<std::int8_t>(random_.below(3));
    made.count = static_cast<std::int8_t>(random_.below(3));
    made.capacity = static_cast<std::int8_t>(1 + random_.below(2));
    made.early_timers = one_in(6) ? 1 : 0;
    choose_words();
    const std::uint64_t task_count = 2 + random_.below(2);
    for (std::uint64_t i = 0; i < task_count; ++i) {
      made.tasks.push_back(task(RandomTask::Start::kAtOnce));
    }
    if (uses(made, Word::kSpawn) || uses(made, Word::kJoin)) {
      made.tasks.push_back(task(RandomTask::Start::kSpawned));
    }
    if (uses(made, Word::kAfterFunc)) {
      made.tasks.push_back(task(RandomTask::Start::kTimer));
    }
    return made;
  }

 private:
  bool one_in(std::uint64_t count) { return random_.below(count) == 0; }

  // Two themes or three; and now and then anything.
  void choose_words() {
    const std::uint64_t count = 1 + random_.below(3);
    for (std::uint64_t i = 0; i < count; ++i) {
      const std::vector<Word>& theme = themes()[random_.below(themes().size())];
      words_.insert(words_.end(), theme.begin(), theme.end());
    }
  }

  Word word() {
    if (one_in(12)) {
      return static_cast<Word>(random_.below(static_cast<std::uint64_t>(Word::kCount)));
    }
    return words_[random_.below(words_.size())];
  }

  RandomTask task(RandomTask::Start start) {
    RandomTask made;
    made.start = start;
    made.daemon = start == RandomTask::Start::kAtOnce && one_in(8);
    made.on_host = start == RandomTask::Start::kAtOnce && one_in(4);
    const std::uint64_t count = 1 + random_.below(start == RandomTask::Start::kAtOnce ? 4 : 2);
    for (std::uint64_t i = 0; i < count; ++i) {
      made.instructions.push_back(instruction());
      if (made.on_host && waits(made.instructions.back().word)) {
        made.instructions.back().word = Word::kAddTo;
      }
    }
    return made;
  }

  Instruction instruction() {
    Instruction made{.word = word(),
                     .object = static_cast<std::uint8_t>(random_.below(3)),
                     .amount = static_cast<std::int8_t>(random_.below(3)),
                     .caught = one_in(3)};
    if (made.word == Word::kSelect) {
      const std::uint64_t count = 1 + random_.below(3);
      bool has_default = false;
      for (std::uint64_t i = 0; i < count; ++i) {
        auto kind = static_cast<RandomCase::Kind>(random_.below(i == 0 ? 2 : 5));
        if (kind == RandomCase::Kind::kDefault && std::exchange(has_default, true)) {
          kind = RandomCase::Kind::kReceive;
        }
        made.cases.push_back(
            {.kind = kind, .channel = static_cast<std::uint8_t>(random_.below(3))});
      }
    }
    return made;
  }

  static bool uses(const RandomProgram& program, Word word) {
    for (const RandomTask& task : program.tasks) {
      for (const Instruction& instruction : task.instructions) {
        if (instruction.word == word) {
          return true;
        }
      }
    }
    return false;
  }

  Xoshiro256 random_;
  std::vector<Word> words_;
};

std::string to_text(const RandomCase& one) {
  const std::string channel = "c" + std::to_string(one.channel);
  switch (one.kind) {
    case RandomCase::Kind::kReceive:
      return "recv " + channel;
    case RandomCase::Kind::kSend:
      return "send " + channel;
    case RandomCase::Kind::kTimeout:
      return "timeout";
    case RandomCase::Kind::kDone:
      return "ctx.done";
    case RandomCase::Kind::kDefault:
      return "default";
  }
  return "?";
}

std::string to_text(const Instruction& one) {
  std::string text(to_text(one.word));
  text += "(" + std::to_string(one.object) + ", " + std::to_string(one.amount) + ")";
  std::string separator = " {";
  for (const RandomCase& each : one.cases) {
    text += separator + to_text(each);
    separator = " | ";
  }
  text += one.cases.empty() ? "" : "}";
  return one.caught ? "try " + text : text;
}

}  // namespace

std::string_view to_text(Word word) {
  std::string_view texts = kTexts;
  for (std::size_t i = 0; i < static_cast<std::size_t>(word); ++i) {
    texts.remove_prefix(texts.find(' ') + 1);
  }
  return texts.substr(0, texts.find(' '));
}

bool waits(Word word) {
  switch (word) {
    case Word::kLock:
    case Word::kTryLockFor:
    case Word::kWriteLock:
    case Word::kReadLock:
    case Word::kAcquire:
    case Word::kWait:
    case Word::kAwait:
    case Word::kAwaitFor:
    case Word::kAwaitUnlocked:
    case Word::kOnce:
    case Word::kJoin:
    case Word::kGetFuture:
      return true;
    default:
      return false;
  }
}

RandomProgram random_program(std::uint64_t seed) { return Maker(seed).program(); }

std::string to_text(const RandomProgram& program) {
  std::string text = "permits " + std::to_string(program.permits) + ", count " +
                     std::to_string(program.count) + ", capacity " +
                     std::to_string(program.capacity) + ", early timers " +
                     std::to_string(program.early_timers) + "\n";
  for (const RandomTask& task : program.tasks) {
    text += task.start == RandomTask::Start::kSpawned ? "  spawned"
            : task.start == RandomTask::Start::kTimer ? "  callback"
                                                      : "  task";
    text += task.daemon ? " (daemon)" : "";
    text += task.on_host ? " (on host)" : "";
    text += ": ";
    for (const Instruction& instruction : task.instructions) {
      text += to_text(instruction) + "; ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace rollcall::exploration_test
