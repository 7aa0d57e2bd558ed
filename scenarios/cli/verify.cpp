// `rollcall replay --verify`: the command runs itself with the hidden flag --emit-trace, which
// makes it write the lines of the execution instead of a report.
#include "scenarios/cli/verify.hpp"

#include "reports/result.hpp"
#include "scenarios/cli/select.hpp"
#include "sim/base/random.hpp"

#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <numeric>
#include <string_view>
#include <system_error>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kContext = 3;  // lines before, and on each side after

void check(int error, const char* what) {
  if (error != 0) {
    throw std::system_error(error, std::generic_category(), what);
  }
}

// Both ends are closed at the latest when this is.
class Pipe {
 public:
  Pipe() { check(pipe(ends_.data()) == 0 ? 0 : errno, "a pipe to a second process"); }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  [[nodiscard]] int end(std::size_t which) const { return ends_[which]; }
  void close_end(std::size_t which) {
    if (ends_[which] >= 0) {
      close(std::exchange(ends_[which], -1));
    }
  }
  [[nodiscard]] std::string read_all() {
    std::string text;
    std::array<char, 4096> part{};
    for (ssize_t count = 1; count != 0;) {
      count = read(ends_[0], part.data(), part.size());
      check(count < 0 && errno != EINTR ? errno : 0, "what a second process writes");
      text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    }
    return text;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

// This process's, and one that has freed memory overwritten: reading it shows.
std::vector<std::string> environment() {
  std::vector<std::string> variables{"MALLOC_PERTURB_=165"};
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (!std::string_view(*variable).starts_with("MALLOC_PERTURB_=")) {
      variables.emplace_back(*variable);
    }
  }
  return variables;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) {
    all.push_back(text.data());
  }
  all.push_back(nullptr);
  return all;
}

pid_t start_self(std::vector<std::string> arguments, const Pipe& output) {
  std::vector<std::string> variables = environment();
  posix_spawn_file_actions_t actions;
  check(posix_spawn_file_actions_init(&actions), "a second process");
  int error = posix_spawn_file_actions_adddup2(&actions, output.end(1), STDOUT_FILENO);
  pid_t process = 0;
  if (error == 0) {
    error = posix_spawn(&process, "/proc/self/exe", &actions, nullptr, pointers(arguments).data(),
                        pointers(variables).data());
  }
  posix_spawn_file_actions_destroy(&actions);
  check(error, "a second process");
  return process;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string part(const char* side, const std::vector<std::string>& lines, std::size_t first) {
  std::string text = fmt::format("\n{}:", side);
  for (std::size_t i = first; i < std::min(first + kContext, lines.size()); ++i) {
    text += "\n    " + lines[i];
  }
  return text + (first >= lines.size() ? "\n    (it has ended)" : "");
}

}  // namespace

std::vector<std::string> execution_lines(const Trace& trace, const RunResult& result) {
  std::vector<std::string> lines;
  for (const TraceEvent& event : trace.events) {
    lines.push_back(
        fmt::format("step {} at {}: {}: {}", event.step, to_text(event.time),
                    event.task == TaskId::kNone ? "nobody" : trace.task_names[index_of(event.task)],
                    event.note.empty() ? describe(trace, event.op) : event.note));
  }
  if (result.violation) {
    lines.push_back(result.violation->invariant + ": " + result.violation->message);
  }
  lines.push_back(
      fmt::format("trace hash {}, {} steps", hash_text(result.trace_hash), result.steps));
  for (std::string& line : lines) {
    std::replace(line.begin(), line.end(), '\n', ' ');
  }
  return lines;
}

std::string first_divergence(const std::vector<std::string>& here,
                             const std::vector<std::string>& there, const Sides& sides) {
  const auto [left, right] = std::mismatch(here.begin(), here.end(), there.begin(), there.end());
  if (left == here.end() && right == there.end()) {
    return "";
  }
  const auto first = static_cast<std::size_t>(left - here.begin());
  std::string text = fmt::format("after {} events that are the same:", first);
  for (std::size_t i = first - std::min(first, kContext); i < first; ++i) {
    text += "\n    " + here[i];
  }
  return text + part(sides.here, here, first) + part(sides.there, there, first);
}

void permute_stacks(Player& player, std::uint64_t shift) {
  std::vector<std::uint32_t> order(64);  // More tasks are rarely alive at once; theirs follow.
  std::iota(order.begin(), order.end(), 0U);
  Xoshiro256 random(shift);
  for (std::size_t count = order.size(); count > 1; --count) {
    std::swap(order[count - 1], order[random.below(count)]);
  }
  player.map_stacks(order);
}

std::string verify_in_fresh_process(const Player& player, std::uint64_t seed,
                                    const std::vector<std::string>& here) {
  Pipe output;
  const pid_t process = start_self(
      {"rollcall", "replay", selection_of(player.scenario()), "--manager", player.manager(),
       "--strategy", player.strategy(), "--seed", seed_text(seed), "--emit-trace", "1"},
      output);
  output.close_end(1);
  const std::vector<std::string> there = split(output.read_all());
  int status = 0;
  while (waitpid(process, &status, 0) < 0 && errno == EINTR) {
  }
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    return fmt::format("a fresh process did not get to the end (wait status {})", status);
  }
  return first_divergence(here, there);
}

}  // namespace rollcall
