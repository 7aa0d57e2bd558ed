#include "sim/core/last_words.hpp"

#include "sim/core/world.hpp"

#include <unistd.h>

#include <array>
#include <atomic>

namespace rollcall {
namespace {

void say(std::string_view text) {
  [[maybe_unused]] const auto count = ::write(STDERR_FILENO, text.data(), text.size());
}

void say(std::uint64_t number, std::uint64_t base) {
  std::array<char, 20> digits;  // 2^64 has as many in base 10
  std::size_t first = digits.size();
  do {
    digits[--first] = "0123456789abcdef"[number % base];
    number /= base;
  } while (number != 0);
  say(std::string_view(&digits[first], digits.size() - first));
}

void say(const Whereabouts& here) {
  if (here.task == nullptr) {
    say(" between two steps, step ");
  } else {
    say(" in task '");
    say(here.task->name.text);
    if (here.task->name.number != 0) {
      say(" ");
      say(here.task->name.number, 10);
    }
    say("', step ");
  }
  say(here.step, 10);
  if (here.task != nullptr) {
    say(", after '");
    say(op_word(here.task->pending.kind));
    if (here.object != nullptr) {
      say(" ");
      say(here.object->name());
    }
    say("'");
  }
  say("; seed 0x");
  say(here.seed, 16);
}

}  // namespace

void say_last_words(std::string_view cause) {
  static std::atomic_flag said;
  if (said.test_and_set()) {
    return;
  }
  say("rollcall: ");
  say(cause);
  if (const std::optional<Whereabouts> here = World::whereabouts()) {
    say(*here);
  } else {
    say(" outside of any execution");
  }
  say("\n");
}

}  // namespace rollcall
