#pragma once

#include "model/manager/dispatcher.hpp"
#include "model/manager/rpc.hpp"
#include "model/manager/worker_manager.hpp"
#include "model/runtime/pool_runtime.hpp"

namespace rollcall::hardened {

/// One run of the orchestrator: takes a new term, starts the dispatcher, answers RPCs.
///
/// `serve` is called by the handlers of whatever network there is, each in a task of its own.
/// Destroyed only after shutdown() has returned, or when its process and all its tasks have ended.
template <PoolRuntime R>
class Orchestrator {
 public:
  /// Blocks until the new term is stable. `runtime` must outlive this.
  Orchestrator(R& runtime, const RegistryConfig& config)
      : manager_(runtime, config, runtime.next_term()), dispatcher_(runtime, manager_) {
    runtime.spawn_daemon({.text = "dispatcher"}, [this] { dispatcher_.run(); });
  }
  Orchestrator(const Orchestrator&) = delete;
  Orchestrator& operator=(const Orchestrator&) = delete;

  RegisterReply serve(rpc::Register, const RegisterRequest& request) {
    return manager_.register_worker(request);
  }
  HeartbeatReply serve(rpc::Heartbeat, const HeartbeatRequest& request) {
    return manager_.heartbeat(request);
  }
  Status serve(rpc::Complete, const CompleteRequest& request) {
    return manager_.completed(request);
  }
  Status serve(rpc::Deregister, const LeaveRequest& request) {
    return manager_.deregister(request);
  }
  Status serve(rpc::Drain, const LeaveRequest& request) { return manager_.drain(request); }
  SubmitReply serve(rpc::Submit, const SubmitRequest& request) { return manager_.submit(request); }
  Status serve(rpc::Cancel, const JobId& job) { return manager_.cancel(job); }
  JobState serve(rpc::Query, const JobId& job) { return manager_.state_of(job); }

  /// Takes nothing new from now on, lets jobs end for at most `limit`, then closes every
  /// connection. Returns once nothing of it is at work any more; true: all jobs had ended by then.
  bool shutdown(Duration limit) {
    manager_.close();
    const bool closed = manager_.await_closed(limit);
    manager_.stop();
    return closed;
  }

  [[nodiscard]] const WorkerManager<R>& manager() const { return manager_; }
  [[nodiscard]] WorkerManager<R>& manager() { return manager_; }

 private:
  WorkerManager<R> manager_;
  Dispatcher<R> dispatcher_;
};

}  // namespace rollcall::hardened
