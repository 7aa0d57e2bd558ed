#include "scenarios/hunt/death.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <charconv>

namespace rollcall {
namespace {

constexpr std::string_view kKilled = "crash: SIGKILL";

// The text between two others; "" if they are not there.
std::string_view between(std::string_view text, std::string_view before, std::string_view after) {
  const std::size_t start = text.find(before);
  if (start == std::string_view::npos) {
    return "";
  }
  text.remove_prefix(start + before.size());
  const std::size_t end = text.find(after);
  return end == std::string_view::npos ? std::string_view() : text.substr(0, end);
}

// "crash: SIGSEGV in task 'a', step 17, after 'lock mu'; seed 0x2a": see say_last_words(). What the
// code under test printed may stand before it.
std::string_view own_line(std::string_view words) {
  for (const std::string_view start : {"rollcall: crash: ", "rollcall: livelock: "}) {
    const std::size_t place = words.rfind(start);
    if (place != std::string_view::npos) {
      words.remove_prefix(place + std::string_view("rollcall: ").size());
      return words.substr(0, words.find('\n'));
    }
  }
  return "";
}

std::string status_text(int status) {
  if (WIFSIGNALED(status)) {
    const char* const name = sigabbrev_np(WTERMSIG(status));
    return name == nullptr ? fmt::format("signal {}", WTERMSIG(status))
                           : fmt::format("SIG{}", name);
  }
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

FailureReport failure_of(const BatchEnd& end) {
  FailureReport failure{.invariant = "crash"};
  if (end.kind == BatchEnd::Kind::kHung) {
    failure.invariant = failure.signature = "livelock";
    failure.message = "the execution did not end, and its process was killed";
    return failure;
  }
  if (was_killed(end)) {
    failure.signature = kKilled;
    failure.message = "two processes that played it died of SIGKILL: out of memory?";
    return failure;
  }
  const std::string_view line = own_line(end.last_words);
  if (line.starts_with("livelock")) {
    failure.invariant = "livelock";
  }
  const std::string_view task = between(line, " in task '", "',");
  const std::string_view act = between(line, ", after '", "';");
  const std::string_view step = between(line, ", step ", ",");
  std::from_chars(step.data(), step.data() + step.size(), failure.steps);
  const std::string cause = line.find("(stack overflow)") == std::string_view::npos
                                ? status_text(end.wait_status)
                                : "stack overflow";
  failure.message = line.empty() ? "its process died of " + cause
                                 : std::string(line.substr(0, line.find("; seed ")));
  failure.signature = failure.invariant;
  if (!task.empty()) {
    failure.signature += fmt::format(" at {}", task.substr(0, task.find(' ')));
  }
  failure.signature += ": " + cause;
  if (!act.empty()) {
    failure.signature += fmt::format(" after {}", act);
  }
  return failure;
}

bool was_killed(const BatchEnd& end) {
  return end.kind == BatchEnd::Kind::kDied && WIFSIGNALED(end.wait_status) &&
         WTERMSIG(end.wait_status) == SIGKILL;
}

bool was_killed(const FailureReport& failure) { return failure.signature == kKilled; }

bool is_own_bug(std::string_view last_words) {
  return last_words.find("rollcall: internal error at ") != std::string_view::npos;
}

void check_worker(const BatchEnd& end) {
  if (end.kind != BatchEnd::Kind::kDone && is_own_bug(end.last_words)) {
    throw WorkerBug{.last_words = end.last_words};
  }
}

}  // namespace rollcall
