#include "scenarios/hunt/worker_pool.hpp"

#include "sim/base/ensure.hpp"
#include "sim/core/watchdog.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <system_error>
#include <utility>

namespace rollcall {
namespace {

constexpr std::size_t kLastWordsBytesMax = 64 * 1024;
constexpr std::chrono::seconds kWatchdogPatience{30};  // A task that does no op for so long spins.

void check(bool good, const char* what) {
  if (!good) {
    throw std::system_error(errno, std::generic_category(), what);
  }
}

// False: the other side is gone.
bool send_all(int line, const void* data, std::size_t size) {
  const char* rest = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t count = send(line, rest, size, MSG_NOSIGNAL);
    if (count < 0 && errno != EINTR) {
      return false;
    }
    rest += std::max<ssize_t>(count, 0);
    size -= static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  return true;
}

bool receive_all(int line, void* data, std::size_t size) {
  char* rest = static_cast<char*>(data);
  while (size > 0) {
    const ssize_t count = recv(line, rest, size, 0);
    if (count == 0 || (count < 0 && errno != EINTR)) {
      return false;
    }
    rest += std::max<ssize_t>(count, 0);
    size -= static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  return true;
}

// The end of what was written, which may be much.
std::string last_text(int file) {
  std::string text(kLastWordsBytesMax, '\0');
  const off_t size = lseek(file, 0, SEEK_END);
  const off_t skipped = std::max<off_t>(size - static_cast<off_t>(text.size()), 0);
  const ssize_t count = pread(file, text.data(), text.size(), skipped);
  text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return text;
}

// What a worker process is besides a copy of its parent: it ends with it, and lets it decide what
// an interrupt means, which a terminal and a batch system send to all; what it prints is kept for
// its last words; a crash leaves no core file.
void become_worker(pid_t parent, int errors) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (getppid() != parent) {
    _exit(0);  // It ended in between.
  }
  for (const int each : {SIGINT, SIGTERM, SIGUSR1}) {
    signal(each, SIG_IGN);
  }
  const rlimit none{.rlim_cur = 0, .rlim_max = 0};
  setrlimit(RLIMIT_CORE, &none);
  dup2(errors, STDOUT_FILENO);
  dup2(errors, STDERR_FILENO);
}

}  // namespace

WorkerPool::WorkerPool(std::uint32_t count, Play play, std::chrono::nanoseconds patience)
    : play_(std::move(play)), patience_(patience), workers_(count) {
  ensure(count > 0, "somebody works");
  playing_bytes_ = count * sizeof(Playing);
  void* const shared =
      mmap(nullptr, playing_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  check(shared != MAP_FAILED, "memory that worker processes share");
  playing_ = static_cast<Playing*>(shared);
  static_assert(Playing::is_always_lock_free);
  for (std::uint32_t i = 0; i < count; ++i) {
    new (&playing_[i]) Playing(0);
  }
  for (Worker& worker : workers_) {
    start(worker);
  }
}

WorkerPool::~WorkerPool() {
  for (Worker& worker : workers_) {
    stop(worker);
  }
  munmap(playing_, playing_bytes_);
}

WorkerPool::Playing& WorkerPool::playing_of(const Worker& worker) const {
  return playing_[&worker - workers_.data()];
}

void WorkerPool::start(Worker& worker) {
  std::array<int, 2> ends{};
  check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0,
        "a line to a worker process");
  worker.errors = memfd_create("rollcall worker", MFD_CLOEXEC);
  check(worker.errors >= 0, "a worker's standard error");
  // Whatever the process writes, it writes at the end: the file is emptied with each batch.
  check(fcntl(worker.errors, F_SETFL, O_APPEND) == 0, "a worker's standard error");
  worker.line = ends[0];
  const pid_t parent = getpid();
  worker.process = fork();
  check(worker.process >= 0, "a worker process");
  if (worker.process == 0) {
    become_worker(parent, worker.errors);
    for (const Worker& other : workers_) {
      if (other.line >= 0) {
        close(other.line);
      }
    }
    serve(worker, ends[1]);
  }
  close(ends[1]);
}

void WorkerPool::serve(const Worker& worker, int line) noexcept {
  const Watchdog watchdog(kWatchdogPatience);
  Playing& playing = playing_of(worker);
  Batch batch;
  while (receive_all(line, &batch, sizeof batch)) {
    [[maybe_unused]] const int emptied = ftruncate(worker.errors, 0);
    const std::string answer =
        play_(batch, [&](std::uint64_t index) { playing.store(index, std::memory_order_relaxed); });
    const std::uint64_t size = answer.size();
    if (!send_all(line, &size, sizeof size) || !send_all(line, answer.data(), size)) {
      break;
    }
  }
  _exit(0);  // Nothing of the parent's is flushed or ended twice.
}

void WorkerPool::stop(Worker& worker) {
  close(std::exchange(worker.line, -1));
  close(std::exchange(worker.errors, -1));
  if (worker.process > 0) {
    kill(worker.process, SIGKILL);
    while (waitpid(worker.process, nullptr, 0) < 0 && errno == EINTR) {
    }
    worker.process = -1;
  }
}

bool WorkerPool::any_busy() const {
  return std::any_of(workers_.begin(), workers_.end(),
                     [](const Worker& worker) { return worker.busy; });
}

void WorkerPool::give(std::uint32_t which, const Batch& batch) {
  Worker& worker = workers_[which];
  ensure(!worker.busy, "a worker has one batch at a time");
  playing_of(worker).store(batch.range.first, std::memory_order_relaxed);
  if (!send_all(worker.line, &batch, sizeof batch)) {
    stop(worker);  // It was killed while it had nothing to do.
    start(worker);
    check(send_all(worker.line, &batch, sizeof batch), "an order to a worker process");
  }
  worker.busy = true;
  worker.batch = batch;
  worker.since = worker.seen_at = Clock::now();
  worker.seen = batch.range.first;
  worker.answer.clear();
}

std::vector<BatchEnd> WorkerPool::wait(std::chrono::milliseconds wait) {
  std::vector<pollfd> lines;
  for (const Worker& worker : workers_) {
    lines.push_back({.fd = worker.busy ? worker.line : -1, .events = POLLIN, .revents = 0});
  }
  std::vector<BatchEnd> ends;
  if (poll(lines.data(), lines.size(), static_cast<int>(wait.count())) < 0) {
    check(errno == EINTR, "answers of worker processes");
    return ends;
  }
  const Clock::time_point now = Clock::now();
  for (std::size_t i = 0; i < workers_.size(); ++i) {
    Worker& worker = workers_[i];
    if (!worker.busy) {
      continue;
    }
    if (lines[i].revents != 0) {
      if (!read_answer(worker)) {
        ends.push_back(bury(worker, BatchEnd::Kind::kDied));
      } else if (!worker.busy) {
        ends.push_back(end_of(worker, BatchEnd::Kind::kDone));
      }
    } else if (hangs(worker, now)) {
      ends.push_back(bury(worker, BatchEnd::Kind::kHung));
    }
  }
  return ends;
}

// Takes in what has come. False: the process is gone. The worker is idle once the answer is whole.
bool WorkerPool::read_answer(Worker& worker) {
  std::array<char, 64 * 1024> part;
  const ssize_t count = recv(worker.line, part.data(), part.size(), MSG_DONTWAIT);
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) {
    return false;
  }
  worker.answer.append(part.data(), static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  std::uint64_t size = 0;
  if (worker.answer.size() >= sizeof size) {
    std::memcpy(&size, worker.answer.data(), sizeof size);
    worker.busy = worker.answer.size() < sizeof size + size;
  }
  return true;
}

bool WorkerPool::hangs(Worker& worker, Clock::time_point now) const {
  const std::uint64_t playing = playing_of(worker).load(std::memory_order_relaxed);
  if (playing != worker.seen) {
    worker.seen = playing;
    worker.seen_at = now;
  }
  return now - worker.seen_at > patience_;
}

BatchEnd WorkerPool::end_of(Worker& worker, BatchEnd::Kind kind) const {
  BatchEnd end{.batch = worker.batch,
               .kind = kind,
               .index = playing_of(worker).load(std::memory_order_relaxed),
               .worker = static_cast<std::uint32_t>(&worker - workers_.data()),
               .took = Clock::now() - worker.since};
  if (kind == BatchEnd::Kind::kDone) {
    end.answer = worker.answer.substr(sizeof(std::uint64_t));
  }
  return end;
}

BatchEnd WorkerPool::bury(Worker& worker, BatchEnd::Kind kind) {
  BatchEnd end = end_of(worker, kind);
  kill(worker.process, SIGKILL);  // One that died of something else has that status.
  while (waitpid(worker.process, &end.wait_status, 0) < 0 && errno == EINTR) {
  }
  worker.process = -1;
  worker.busy = false;
  end.last_words = last_text(worker.errors);
  stop(worker);
  start(worker);
  return end;
}

}  // namespace rollcall
