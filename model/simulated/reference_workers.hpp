#pragma once

#include "model/probe/pool_ledger.hpp"
#include "model/runtime/runtime.hpp"
#include "sim/net/network.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace rollcall::documented {

/// Workers that know the reference's protocol and no more: each calls Register until it is told
/// success, and from then on does what jobs come.
///
/// Who submits is here, too: on a host of its own, until a job was taken; one that must not be done
/// twice is given up where it may have been. A process runs any number of jobs at once. The ledger
/// is told what is really so. Made and used inside one execution.
class ReferenceWorkers : public net::Service {
 public:
  struct Options {
    std::string orchestrator;  // "host:port"
    Duration call_timeout = std::chrono::seconds(1);
    Duration retry_every = std::chrono::milliseconds(500);
  };

  ReferenceWorkers(net::Network& network, PoolLedger& ledger, Options options);

  /// A worker that has not been started, and its host; numbered from 0.
  std::size_t add(WorkerInfo info, net::HostClock clock);

  /// Nothing if it runs.
  void start(std::size_t worker);
  /// Nothing if it does not run.
  void crash(std::size_t worker);
  void restart(std::size_t worker);
  void pause(std::size_t worker);
  void resume(std::size_t worker);
  void apart(std::size_t worker);

  void submit(Duration duration, bool idempotent);

  void handle(net::Incoming incoming) override;

  [[nodiscard]] net::HostId host(std::size_t worker) const { return workers_[worker].host; }
  [[nodiscard]] bool running(std::size_t worker) const { return workers_[worker].runs; }

 private:
  struct Worker {
    WorkerInfo info;
    net::HostId host = net::HostId::kNone;
    ProcessId process = ProcessId::kNone;  // as the ledger has it
    bool runs = false;
  };
  void launch(Worker& worker);
  void enlist(const Worker& worker);

  net::Network& network_;
  PoolLedger& ledger_;
  Options options_;
  net::MethodId register_;
  net::MethodId submit_;
  net::MethodId assign_;
  net::MethodId probe_;
  net::HostId submitters_;
  net::ConnectionId submitters_line_;
  std::uint64_t submission_count_ = 0;
  std::deque<Worker> workers_;
  std::vector<std::size_t> by_host_;  // by HostId
};

}  // namespace rollcall::documented
