#include "scenarios/engine/forked.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <string_view>
#include <system_error>

namespace rollcall {
namespace {

constexpr int kLookMilliseconds = 100;

struct Child {
  std::size_t index = 0;
  pid_t process = -1;
  int from = -1;  // the end of its pipe that is read
  std::string text = {};
};

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

void write_all(int file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count < 0 && errno != EINTR) {
      _exit(1);
    }
    text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  }
}

// Nothing of the parent's is to be done twice: no destructors, no buffers written.
// An exception must not leave it: the parent's handlers would run twice.
[[noreturn]] void be_child(const ForkedWork& work, std::size_t index, int to,
                           pid_t parent) noexcept {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(1);
  }
  write_all(to, work.work(index));
  _exit(0);
}

Child start(const ForkedWork& work, std::size_t index) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) {
    fail("a pipe to a child");
  }
  std::fflush(nullptr);
  const pid_t parent = getpid();
  const pid_t process = fork();
  if (process < 0) {
    fail("a child process");
  }
  if (process == 0) {
    close(ends[0]);
    be_child(work, index, ends[1], parent);
  }
  close(ends[1]);
  return {.index = index, .process = process, .from = ends[0]};
}

// False once it has said all.
bool read_some(Child& child) {
  std::array<char, 65536> part{};
  const ssize_t count = read(child.from, part.data(), part.size());
  child.text.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return count > 0 || (count < 0 && errno == EINTR);
}

// Whether it ended well.
bool bury(const Child& child) {
  close(child.from);
  int status = 0;
  while (waitpid(child.process, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

void end_all(std::vector<Child>& children) {
  for (const Child& child : children) {
    kill(child.process, SIGKILL);
    static_cast<void>(bury(child));
  }
  children.clear();
}

void await_some(std::vector<Child>& children, const ForkedWork& work, ForkedResults& results) {
  std::vector<pollfd> waiting;
  for (const Child& child : children) {
    waiting.push_back({.fd = child.from, .events = POLLIN, .revents = 0});
  }
  if (poll(waiting.data(), waiting.size(), kLookMilliseconds) <= 0) {
    return;
  }
  for (std::size_t place = children.size(); place-- > 0;) {
    Child& child = children[place];
    if (waiting[place].revents == 0 || read_some(child)) {
      continue;
    }
    if (bury(child)) {
      if (work.done) {
        work.done(child.index, child.text);
      }
      results.results[child.index] = std::move(child.text);
    } else {
      results.crashed = true;
    }
    children.erase(children.begin() + static_cast<std::ptrdiff_t>(place));
  }
}

}  // namespace

ForkedResults run_forked(const ForkedWork& work) {
  ForkedResults results;
  results.results.resize(work.count);
  std::vector<Child> children;
  try {
    for (std::size_t next = 0; next < work.count || !children.empty();) {
      while (next < work.count && children.size() < work.jobs) {
        children.push_back(start(work, next++));
      }
      await_some(children, work, results);
      if ((work.stop && work.stop()) || results.crashed) {
        results.stopped = !results.crashed;
        break;
      }
    }
  } catch (...) {
    end_all(children);
    throw;
  }
  end_all(children);
  return results;
}

}  // namespace rollcall
