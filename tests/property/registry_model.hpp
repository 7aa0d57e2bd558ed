#pragma once

#include "model/registry/registry.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall::hardened {

/// The hardened pool once more, as plainly as it can be said: maps and sequence numbers, everything
/// looked up anew in each step, nothing linked. It predicts every number that the registry gives
/// out. Written from the table of the design, not from the registry.
class RegistryModel {
 public:
  struct Worker {
    Boot boot = Boot::kNone;
    std::int64_t port = 0;
    std::uint64_t epoch = 0;
    WorkerState state = WorkerState::kJoining;
    bool draining = false;
    bool probed = false;
    bool confirmed = false;
    Time lease_until = Time::max();
    std::uint64_t lease_order = 0;
    Time due = Time::max();
    std::uint64_t due_order = 0;
    std::uint64_t grant = 0;
    std::uint64_t job = 0;
    std::uint64_t freed_order = 0;
  };
  struct Job {
    bool idempotent = false;
    std::uint32_t attempts = 0;
    bool sent = false;
    std::optional<JobState> outcome;
  };

  explicit RegistryModel(const RegistryConfig& the_config) : config(the_config) {}

  RegistryConfig config;
  Time now{};
  bool closing = false;
  std::map<std::string, Worker> workers;
  std::map<std::string, Boot> left;
  std::vector<Job> jobs;  // number n is jobs[n - 1]
  std::uint64_t last_epoch = 0;
  std::uint64_t last_grant = 0;

  // --- messages ---

  Status register_worker(const std::string& id, Boot boot, std::int64_t port) {
    if (closing) {
      return Status::kShuttingDown;
    }
    if (boot == Boot::kNone && !config.accept_basic_workers) {
      return Status::kInvalid;
    }
    const auto known = workers.find(id);
    if (known == workers.end()) {
      if (left.contains(id) && boot < left.at(id)) {
        return Status::kStale;
      }
      if (workers.size() >= config.workers_max) {
        return Status::kFull;
      }
    } else {
      const Worker& old = known->second;
      if (old.boot == boot && old.port == port) {
        return Status::kOk;
      }
      const bool newer = boot > old.boot || (boot == old.boot && boot == Boot::kNone);
      if (!newer) {
        return Status::kStale;
      }
      take_away(id);
    }
    Worker worker{.boot = boot, .port = port, .epoch = ++last_epoch};
    left.erase(id);
    workers[id] = worker;
    renew(workers[id]);
    ask(workers[id]);
    return Status::kOk;
  }

  void heartbeat(const std::string& id) {
    Worker& worker = workers.at(id);
    worker.confirmed = true;
    renew(worker);
    verify(worker);
  }

  void probed(const std::string& id, bool by_it) {
    if (!by_it) {
      return take_away(id);
    }
    Worker& worker = workers.at(id);
    worker.probed = true;
    close_grant(worker);
    verify(worker);
  }

  void assigned(const std::string& id, AssignAnswer answer) {
    if (answer == AssignAnswer::kAccepted) {
      Worker& worker = workers.at(id);
      worker.state = WorkerState::kBusy;
      open_until(worker, config.job_timeout);
      return;
    }
    came_to_nothing(id, answer == AssignAnswer::kRefused);
  }

  void completed(const std::string& id, bool succeeded) {
    Worker& worker = workers.at(id);
    job(worker.job).outcome = succeeded ? JobState::kDone : JobState::kFailed;
    worker.job = 0;
    close_grant(worker);
    if (worker.draining) {
      return take_away(id);
    }
    to_free(worker);
  }

  void drain(const std::string& id) {
    Worker& worker = workers.at(id);
    worker.draining = true;
    if (worker.job == 0) {
      take_away(id);
    }
  }

  void deregister(const std::string& id) { take_away(id); }

  Status submit(bool idempotent) {
    if (closing) {
      return Status::kShuttingDown;
    }
    if (waiting().size() >= config.jobs_waiting_max) {
      return Status::kFull;
    }
    jobs.push_back({.idempotent = idempotent, .attempts = 0, .sent = false, .outcome = {}});
    return Status::kOk;
  }

  Status cancel(std::uint64_t number) {
    if (number == 0 || number > jobs.size()) {
      return Status::kUnknown;
    }
    if (job(number).outcome || job(number).sent) {
      return Status::kStale;
    }
    job(number).outcome = JobState::kCancelled;
    return Status::kOk;
  }

  void close() {
    closing = true;
    for (const std::uint64_t number : waiting()) {
      job(number).outcome = JobState::kFailed;
    }
    for (const std::string& id : ids([](const Worker&) { return true; })) {
      drain(id);
    }
  }

  // --- time, and what runs by itself ---

  void let_pass(Duration duration) {
    now += duration;
    for (const std::string& id : by_order(&Worker::lease_until, &Worker::lease_order)) {
      take_away(id);
    }
    for (const WorkerState state : {WorkerState::kBusy, WorkerState::kReserved}) {
      for (const std::string& id : by_order(&Worker::due, &Worker::due_order)) {
        if (workers.at(id).state == state) {
          came_to_nothing(id, false);
        }
      }
    }
    for (const std::string& id : by_order(&Worker::due, &Worker::due_order)) {
      take_away(id);
    }
  }

  void pump() {
    while (!waiting().empty() && !free_list().empty()) {
      const std::uint64_t number = waiting().front();
      Worker& worker = workers.at(free_list().front());
      job(number).sent = true;
      ++job(number).attempts;
      worker.state = WorkerState::kReserved;
      worker.job = number;
      worker.grant = ++last_grant;
      open_until(worker, config.assign_timeout);
    }
  }

  // --- views ---

  [[nodiscard]] std::vector<std::uint64_t> waiting() const {
    std::vector<std::uint64_t> numbers;
    for (std::uint64_t number = 1; number <= jobs.size(); ++number) {
      const Job& one = jobs[number - 1];
      if (!one.outcome && !one.sent) {
        numbers.push_back(number);
      }
    }
    return numbers;
  }

  [[nodiscard]] std::vector<std::string> free_list() const {
    std::vector<std::string> free =
        ids([](const Worker& worker) { return worker.state == WorkerState::kFree; });
    std::sort(free.begin(), free.end(), [&](const std::string& a, const std::string& b) {
      return workers.at(a).freed_order < workers.at(b).freed_order;
    });
    return free;
  }

  [[nodiscard]] Time next_deadline() const {
    Time next = Time::max();
    for (const auto& [id, worker] : workers) {
      next = std::min({next, worker.lease_until, worker.due});
    }
    return next;
  }

 private:
  Job& job(std::uint64_t number) { return jobs[number - 1]; }

  template <typename Predicate>
  [[nodiscard]] std::vector<std::string> ids(const Predicate& predicate) const {
    std::vector<std::string> found;
    for (const auto& [id, worker] : workers) {
      if (predicate(worker)) {
        found.push_back(id);
      }
    }
    return found;
  }

  // Those that are over, in the order in which they were set.
  [[nodiscard]] std::vector<std::string> by_order(Time Worker::*time,
                                                  std::uint64_t Worker::*order) const {
    std::vector<std::string> over = ids([&](const Worker& worker) { return worker.*time <= now; });
    std::sort(over.begin(), over.end(), [&](const std::string& a, const std::string& b) {
      return workers.at(a).*order < workers.at(b).*order;
    });
    return over;
  }

  void renew(Worker& worker) {
    if (worker.boot != Boot::kNone) {
      worker.lease_until = now + config.lease;
      worker.lease_order = ++sequence_;
    }
  }

  void open_until(Worker& worker, Duration duration) {
    worker.due = now + duration;
    worker.due_order = ++sequence_;
  }

  static void close_grant(Worker& worker) {
    worker.grant = 0;
    worker.due = Time::max();
  }

  void ask(Worker& worker) {
    worker.state = WorkerState::kJoining;
    worker.probed = false;
    worker.grant = ++last_grant;
    open_until(worker, config.probe_timeout);
  }

  void verify(Worker& worker) {
    const bool confirmed = worker.confirmed || worker.boot == Boot::kNone;
    if (worker.state == WorkerState::kJoining && worker.probed && confirmed) {
      to_free(worker);
    }
  }

  void to_free(Worker& worker) {
    worker.state = WorkerState::kFree;
    worker.freed_order = ++sequence_;
  }

  void take_away(const std::string& id) {
    const Worker worker = workers.at(id);
    workers.erase(id);
    if (worker.boot != Boot::kNone) {
      left[id] = worker.boot;
    }
    if (worker.job != 0) {
      come_back(worker.job, false);
    }
  }

  void came_to_nothing(const std::string& id, bool refused) {
    Worker& worker = workers.at(id);
    const std::uint64_t number = worker.job;
    worker.job = 0;
    close_grant(worker);
    if (worker.draining) {
      take_away(id);
    } else {
      ask(worker);
    }
    come_back(number, refused);
  }

  void come_back(std::uint64_t number, bool refused) {
    Job& one = job(number);
    const bool may = one.idempotent || refused;
    if (closing || !may || one.attempts == config.attempts_max) {
      one.outcome = JobState::kFailed;
    } else {
      one.sent = false;
    }
  }

  std::uint64_t sequence_ = 0;
};

}  // namespace rollcall::hardened
