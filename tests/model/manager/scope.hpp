#pragma once

// A small pool without a network and with a clock that is only written to: every message is a task,
// so that an exploration goes through all orders of them. What it goes through is the real manager,
// dispatcher and agents.

#include "model/manager/orchestrator.hpp"
#include "model/manager/worker_agent.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace rollcall::hardened::manager_test {

class Scope;

/// Forgets what the pool says but for the outcomes of jobs.
struct Outcomes {
  std::map<JobId, std::vector<JobState>> of;

  void done(const Effect& effect) {
    if (const auto* outcome = std::get_if<Outcome>(&effect)) {
      of[outcome->job].push_back(outcome->state);
    }
  }
  void guarded_by(const sim::mutex&) {}
  void configured(const RegistryConfig&) {}
  void closing() {}
  void clock(Time, Time) {}
  template <typename Request>
  void handles(const Request&) {}
  template <typename Request>
  void handles_answer(const Request&) {}
  void happened(const Event&) {}
  template <typename Request, typename Reply>
  void replied(const Request&, const Reply&) {}
};

/// Waits without a limit: time passes by Scope::pass() only, which wakes whom it concerns.
class UntimedCondVar {
 public:
  explicit UntimedCondVar(std::string_view name) : changed_(name) {}

  void wait(std::unique_lock<sim::mutex>& lock) { changed_.wait(lock); }
  template <typename Predicate>
  void wait(std::unique_lock<sim::mutex>& lock, Predicate ready) {
    changed_.wait(lock, ready);
  }
  void wait_for(std::unique_lock<sim::mutex>& lock, Duration) { changed_.wait(lock); }
  template <typename Predicate>
  bool wait_for(std::unique_lock<sim::mutex>& lock, Duration, Predicate ready) {
    changed_.wait(lock, ready);
    return true;
  }
  void notify_all() { changed_.notify_all(); }

 private:
  sim::cond_var changed_;
};

/// The pool's outside: connections lead to the hosts of a scope, by endpoint.
class ScopeRuntime {
 public:
  using Mutex = sim::mutex;
  using CondVar = UntimedCondVar;
  using Point = sim::Point;
  using Connection = std::uint16_t;  // the port: it tells the host

  explicit ScopeRuntime(Scope& scope) : scope_(scope) {}

  [[nodiscard]] Time now() const;
  template <typename Body>
  void spawn_daemon(TaskName name, Body&& body) {
    sim::spawn({.name = name, .daemon = true}, std::forward<Body>(body));
  }
  std::uint64_t next_term() { return ++term_; }
  Connection dial(const Endpoint& endpoint) { return endpoint.port; }
  void hang_up(Connection) {}
  template <typename Handler>
  void start_probe(Connection to, const ProbeRequest& request, Duration, Handler handler);
  template <typename Handler>
  void start_assign(Connection to, const AssignRequest& request, Duration, Handler handler);
  Outcomes& probe() { return outcomes_; }

 private:
  Scope& scope_;
  Outcomes outcomes_;
  std::uint64_t term_ = 0;
};

/// The worker processes, the clock, and the orchestrator that is up.
///
/// A message is a task: it does one op on its host, in which the agent takes it, and goes on with
/// the answer. Heartbeats come from what an agent does by itself and from beat(): a bounded number.
class Scope {
 public:
  explicit Scope(const RegistryConfig& config) : config_(config), runtime_(*this) {
    pools_.emplace_back(runtime_, config_);
  }

  /// A process of that id and boot, at the port 7000 + its number, from 0.
  std::size_t add(std::string id, std::uint64_t boot);
  void start(std::size_t host);
  void beat(std::size_t host);
  void crash(std::size_t host);
  void drain(const std::string& id);
  void submit(bool idempotent);
  /// The clock goes on; what that makes due happens at the next message, which is one.
  void pass(Duration duration);
  /// Another orchestrator takes over. What the old one still has under way comes late.
  void restart_orchestrator() { pools_.emplace_back(runtime_, config_); }

  /// What is wrong now, if anything; between steps.
  [[nodiscard]] std::optional<std::string> problem() const;
  /// The same where nothing can happen any more: a job that was accepted waits for a worker or has
  /// exactly one outcome, unless its orchestrator is gone.
  [[nodiscard]] std::optional<std::string> problem_at_end();

  [[nodiscard]] const Registry& registry() const { return pools_.back().manager().registry(); }
  [[nodiscard]] const WorkerAgent& agent(std::size_t host) const { return hosts_[host].agent; }
  [[nodiscard]] Outcomes& outcomes() { return runtime_.probe(); }

 private:
  friend class ScopeRuntime;
  using Pool = Orchestrator<ScopeRuntime>;

  struct Host {
    Host(std::string worker_id, Boot boot, std::uint16_t port)
        : id(std::move(worker_id)),
          agent({.id = id, .boot = boot, .ip = "10.0.0.1", .port = port}) {}
    std::string id;
    sim::atomic<std::uint32_t> messages{0, "host"};
    WorkerAgent agent;
    bool alive = true;
  };

  Host& at(std::uint16_t port) { return hosts_[port - 7000U]; }
  // The message arrives: from here to the next op the host is its own.
  bool arrive(Host& host) {
    host.messages.fetch_add(1);
    return host.alive;
  }
  void carry_out(Host& host, const AgentEffects& effects);
  void carry_out(Host& host, const CallRegister& call);
  void carry_out(Host& host, const CallHeartbeat& call);
  void carry_out(Host& host, const CallComplete& call);
  void carry_out(Host& host, const StartJob& job);
  void carry_out(Host&, const DropJob&) {}
  void carry_out(Host&, const CallLeave&) {}  // Nobody leaves.
  // nullptr if the orchestrator that was asked is no more.
  template <typename Reply>
  const Reply* from(const Pool& asked, const Reply& reply) const {
    return &asked == &pools_.back() ? &reply : nullptr;
  }

  RegistryConfig config_;
  ScopeRuntime runtime_;
  sim::atomic<std::int64_t> clock_{0, "clock"};
  std::deque<Pool> pools_;
  std::deque<Host> hosts_;
  std::vector<std::pair<JobId, const Pool*>> accepted_;
};

inline Time ScopeRuntime::now() const { return Time{Duration{scope_.clock_.load()}}; }

template <typename Handler>
void ScopeRuntime::start_probe(Connection to, const ProbeRequest& request, Duration,
                               Handler handler) {
  sim::spawn("probe", [this, to, request, handler] {
    Scope::Host& host = scope_.at(to);
    AgentEffects effects;
    const bool reached = scope_.arrive(host);
    const std::optional<ProbeReply> reply =
        reached ? host.agent.probed(request, effects) : std::nullopt;
    scope_.carry_out(host, effects);
    handler(reply ? &*reply : nullptr);
  });
}

template <typename Handler>
void ScopeRuntime::start_assign(Connection to, const AssignRequest& request, Duration,
                                Handler handler) {
  sim::spawn("assign", [this, to, request, handler] {
    Scope::Host& host = scope_.at(to);
    AgentEffects effects;
    const bool reached = scope_.arrive(host);
    const AssignAnswer answer =
        reached ? host.agent.assigned(request, effects) : AssignAnswer::kFailed;
    scope_.carry_out(host, effects);
    handler(answer);
  });
}

}  // namespace rollcall::hardened::manager_test
