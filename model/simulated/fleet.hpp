#pragma once

#include "model/manager/worker_agent.hpp"
#include "model/probe/pool_ledger.hpp"
#include "model/simulated/wire.hpp"
#include "sim/base/indexed_heap.hpp"
#include "sim/base/packed_int64.hpp"
#include "sim/base/segmented_vector.hpp"
#include "sim/core/object.hpp"
#include "sim/net/network.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::hardened {

/// A worker of the fleet, in order of adding.
enum class WorkerNumber : std::uint32_t {};
[[nodiscard]] constexpr std::uint32_t index_of(WorkerNumber worker) {
  return static_cast<std::uint32_t>(worker);
}

/// Simulated worker processes, each an agent on a host of its own; there may be a million.
///
/// None is a task: what arrives acts in the step of its delivery, and what time makes due in steps
/// of one timer for all of them, one worker a step. A job takes its duration by its host's clock.
/// The ledger is told what is really so: which process runs, and what it runs under which grant.
/// Made and used inside one execution. Draws: the stream "workers", for the spread of retries.
class Fleet : public net::Service, private Object {
 public:
  struct Options {
    std::string orchestrator;  // "host:port"
    Retry retry{};
    Duration call_timeout = std::chrono::seconds(1);
    Ratio job_failures{};  // of jobs that come to their end
  };

  Fleet(net::Network& network, PoolLedger& ledger, Options options);
  ~Fleet() override;

  /// A worker that has not been started, and its host.
  WorkerNumber add(std::string_view id, const ClaimedEndpoint& endpoint, net::HostClock clock = {});

  /// Its first start. Nothing if it runs.
  void start(WorkerNumber worker);
  /// Process and job are gone, the host is down. Nothing if it is.
  void crash(WorkerNumber worker);
  /// Up again, with the next boot number. Nothing if it runs.
  void restart(WorkerNumber worker);
  /// It leaves the pool, and its process ends then: its host is down until restart().
  void leave(WorkerNumber worker, WorkerAgent::Leave how);
  /// It sends a heartbeat now, or tries to register if it is not; nothing if it does not run.
  void heartbeat(WorkerNumber worker);
  void pause(WorkerNumber worker);
  void resume(WorkerNumber worker);
  /// It stays cut off or broken: nothing is expected of it any more.
  void apart(WorkerNumber worker);

  void handle(net::Incoming incoming) override;

  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(workers_.size()); }
  [[nodiscard]] net::HostId host(WorkerNumber worker) const { return of(worker).host; }
  [[nodiscard]] bool running(WorkerNumber worker) const { return of(worker).runs; }
  [[nodiscard]] const WorkerAgent& agent(WorkerNumber worker) const { return of(worker).agent; }

 private:
  // What a heartbeat looks at stands together, with the first half of the agent.
  struct Worker {
    net::HostId host = net::HostId::kNone;
    net::ConnectionId line{};              // to the orchestrator
    ProcessId process = ProcessId::kNone;  // as the ledger has it
    bool runs : 1 = false;
    bool ends : 1 = false;     // it has left, and somebody sees to its end
    bool started : 1 = false;  // the agent
    WorkerAgent::Leave leave = WorkerAgent::Leave::kNot;  // asked for, and not begun
    Time job_end = Time::max();                           // by its host's clock
    WorkerAgent agent;
  };
  [[nodiscard]] Worker& of(WorkerNumber worker) { return workers_[index_of(worker)]; }
  [[nodiscard]] const Worker& of(WorkerNumber worker) const { return workers_[index_of(worker)]; }
  [[nodiscard]] Time now(const Worker& worker) const { return network_.monotonic(worker.host); }
  [[nodiscard]] std::uint64_t random();

  template <typename Act>
  void act(WorkerNumber worker, const Act& act);
  template <typename Rpc, typename Answered>
  void call(WorkerNumber worker, const typename Rpc::Request& request, const Answered& answered);
  void launch(WorkerNumber worker);
  void carry_out(WorkerNumber worker, const CallRegister& wanted);
  void carry_out(WorkerNumber worker, const CallHeartbeat& wanted);
  void carry_out(WorkerNumber worker, const CallComplete& wanted);
  void carry_out(WorkerNumber worker, const CallLeave& wanted);
  void carry_out(WorkerNumber worker, const StartJob& wanted);
  void carry_out(WorkerNumber worker, const DropJob& wanted);
  template <typename Rpc>
  void call_leave(WorkerNumber worker, const CallLeave& wanted);
  void end_job(WorkerNumber worker);
  void end_process(WorkerNumber worker);
  void let_go_of_job(WorkerNumber worker, bool succeeded = false);
  [[nodiscard]] Time next_due(const Worker& worker) const;
  void do_what_is_due(WorkerNumber worker);
  void schedule(WorkerNumber worker);
  [[nodiscard]] Time earliest() const;
  void fire();
  void arm();

  net::Network& network_;
  Wire wire_;
  PoolLedger& ledger_;
  Options options_;
  Stream& draws_;
  SegmentedVector<Worker> workers_;
  std::vector<WorkerNumber> by_host_;   // by HostId
  IndexedHeap<PackedInt64> deadlines_;  // of workers that wait for one, in the world's time
  AgentEffects effects_;                // of the running step
  Time armed_for_ = Time::max();
  std::optional<StepId> step_;
};

}  // namespace rollcall::hardened
