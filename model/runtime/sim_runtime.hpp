#pragma once

#include "model/runtime/runtime.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <deque>
#include <set>
#include <string>
#include <utility>

namespace rollcall {

/// The simulated model of Runtime: the world's vocabulary, and worker processes that are endpoints
/// which run jobs.
///
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

  /// A job on its way to a worker and back.
  class Call {
   public:
    /// Returns once the worker has answered or the connection has failed; says whether the job was
    /// done.
    [[nodiscard]] bool wait() const;

   private:
    friend class SimRuntime;
    Call(bool reached, Duration duration) : reached_(reached), duration_(duration) {}
    bool reached_;
    Duration duration_;
  };

  explicit SimRuntime(PoolLedger& ledger) : ledger_(ledger) {}

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
  /// Requires nothing of `connection`: a nil one is a panic, as it is in the original.
  [[nodiscard]] Call start_call(Ref<Connection> connection, const Job& job) const;

  [[nodiscard]] PoolLedger& probe() { return ledger_; }

  // --- the simulated outside ---

  /// From now on a worker process answers at `endpoint` ("host:port").
  void serve(std::string endpoint) { endpoints_.insert(std::move(endpoint)); }

 private:
  PoolLedger& ledger_;
  std::deque<Connection> connections_;
  std::set<std::string> endpoints_;
};
static_assert(Runtime<SimRuntime>);

}  // namespace rollcall
