#pragma once

#include "model/runtime/runtime.hpp"
#include "model/runtime/worker_processes.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <deque>
#include <set>
#include <string>
#include <utility>

namespace rollcall {

/// The simulated model of Runtime: the world's vocabulary, and worker processes that run jobs.
///
/// A target is read as gRPC reads it: one without a host is the orchestrator's own, an IPv6 address
/// without brackets is all address and has port 443.
/// One per execution; made and used inside it.
class SimRuntime {
 public:
  using Mutex = sim::mutex;
  template <typename T>
  using Channel = sim::channel<T>;
  template <typename T>
  using Shared = sim::shared<T>;
  template <typename T>
  using Ref = sim::Ref<T>;
  using Point = sim::Point;
  using Panic = rollcall::Panic;
  static constexpr sim::NilChannel kNil{};  // makes a channel that is nil

  /// A job on its way to a worker and back.
  class Call {
   public:
    /// Returns once the worker has answered or the connection has failed; says whether the job was
    /// done.
    [[nodiscard]] bool wait() const;

   private:
    friend class SimRuntime;
    bool served_ = false;                       // by an endpoint without a process
    Duration duration_{};                       // there
    WorkerProcesses::Call* process_ = nullptr;  // else, null: it has failed
  };

  explicit SimRuntime(PoolLedger& ledger) : ledger_(ledger), processes_(ledger) {}

  template <typename Body>
  TaskId spawn(TaskName name, Body&& body) {
    return sim::spawn({.name = name, .daemon = false}, std::forward<Body>(body));
  }
  template <typename Body>
  TaskId spawn_daemon(TaskName name, Body&& body) {
    return sim::spawn({.name = name, .daemon = true}, std::forward<Body>(body));
  }
  void sleep(Duration duration) { sim::sleep(duration); }
  [[nodiscard]] Time now() const { return sim::now(); }

  [[nodiscard]] Ref<Connection> dial(const std::string& target);
  /// The same, returning when the peer has spoken; nil if none listens. Waits for ever for one that
  /// has the port and says nothing.
  [[nodiscard]] Ref<Connection> dial_and_wait(const std::string& target);
  /// The calls over it fail, now and from now on.
  void hang_up(Ref<Connection> connection);
  /// Requires nothing of `connection`: a nil one is a panic, as it is in the original.
  [[nodiscard]] Call start_call(Ref<Connection> connection, const Job& job);

  [[nodiscard]] PoolLedger& probe() { return ledger_; }

  // --- the simulated outside ---

  /// From now on somebody answers at `endpoint` ("host:port") and does all jobs. Nobody is told.
  void serve(std::string endpoint) { endpoints_.insert(std::move(endpoint)); }
  [[nodiscard]] WorkerProcesses& processes() { return processes_; }

 private:
  PoolLedger& ledger_;
  WorkerProcesses processes_;
  std::deque<Connection> connections_;
  std::set<ConnectionId> hung_up_;
  std::set<std::string> endpoints_;
};
static_assert(Runtime<SimRuntime>);

}  // namespace rollcall
