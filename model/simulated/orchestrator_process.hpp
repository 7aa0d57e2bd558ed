#pragma once

#include "model/manager/orchestrator.hpp"
#include "model/simulated/pool_sim_runtime.hpp"
#include "model/simulated/wire.hpp"
#include "sim/net/network.hpp"

#include <memory>
#include <string>

namespace rollcall::hardened {

extern template class WorkerManager<PoolSimRuntime>;
extern template class Dispatcher<PoolSimRuntime>;
extern template class Orchestrator<PoolSimRuntime>;

/// The orchestrator's host: a process that is started, crashes, is started again. Its disk stays.
///
/// Each incoming RPC is a task of the host. Made and used inside one execution.
class OrchestratorProcess : public net::Service {
 public:
  struct Options {
    std::string address = "10.255.0.1:7000";
    RegistryConfig registry;
    net::HostClock clock;
    Duration term_write = std::chrono::milliseconds(1);
  };

  OrchestratorProcess(net::Network& network, PoolLedger& ledger, Options options);
  ~OrchestratorProcess() override;

  /// It listens a little later. Nothing if it was started and has not crashed since.
  void start();
  /// Nothing but the disk is left. Not by a task of the host.
  void crash();
  /// The host is up again, and the process started. Nothing if it is.
  void restart();
  void pause();
  void resume();
  /// Graceful, in a task of the host: jobs may end for at most `limit`. Then it listens no more,
  /// and stays up, refusing, until it is restarted.
  void shutdown(Duration limit);

  /// The dispatcher stands still from now on, or goes on.
  void pause_dispatcher();
  void resume_dispatcher();

  void handle(net::Incoming incoming) override;

  [[nodiscard]] net::HostId host() const { return host_; }
  [[nodiscard]] const std::string& address() const { return options_.address; }
  /// Null while it does not run.
  [[nodiscard]] const WorkerManager<PoolSimRuntime>* manager() const;
  /// Whether a shutdown has come to its end.
  [[nodiscard]] bool shut_down() const { return shut_down_; }

 private:
  struct Run;

  void tell_pause();
  template <typename Rpc>
  void serve(net::Incoming incoming);

  net::Network& network_;
  Wire wire_;
  PoolLedger& ledger_;
  Options options_;
  net::HostId host_;
  Durable durable_;
  std::unique_ptr<Run> run_;
  bool started_ = false;
  bool dispatcher_paused_ = false;
  bool shut_down_ = false;
};

}  // namespace rollcall::hardened
