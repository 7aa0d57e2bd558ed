#pragma once

#include "model/documented/documented_sim.hpp"
#include "sim/net/network.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace rollcall::documented {

/// The reference's orchestrator as a process on a host of the network: it starts, crashes, starts
/// again, and keeps nothing.
///
/// Each incoming Register is a task of the host, named "register w2 #1" after who asks and how many
/// of its requests came before; a Submit likewise. Made and used inside one execution.
class ReferenceProcess : public net::Service {
 public:
  struct Options {
    std::string address = "10.255.0.1:7000";
    ManagerOptions manager;
    DispatcherOptions dispatcher;
    std::uint32_t dispatchers = 1;
    std::size_t jobs_max = 1024;  // places for jobs that wait; whoever submits more waits for room
    net::HostClock clock;
  };

  ReferenceProcess(net::Network& network, PoolLedger& ledger, Options options);
  ~ReferenceProcess() override;

  /// It listens a little later. Nothing if it was started and has not crashed since.
  void start();
  /// All is lost. Not by a task of the host.
  void crash();
  void restart();

  /// In a task of the host; its point is "set". Nothing if it is down.
  void set_worker_state(std::string id, std::string state);
  /// The dispatchers stand still from now on, or go on.
  void pause_dispatchers();
  void resume_dispatchers();

  void handle(net::Incoming incoming) override;

  [[nodiscard]] net::HostId host() const { return host_; }
  [[nodiscard]] const std::string& address() const { return options_.address; }

 private:
  struct Run;

  std::string_view name_of(std::string_view verb, std::string_view worker);

  net::Network& network_;
  PoolLedger& ledger_;
  Options options_;
  net::HostId host_;
  net::MethodId register_;
  net::MethodId submit_;
  std::unique_ptr<Run> run_;
  std::vector<TaskId> dispatchers_;  // of this run
  bool started_ = false;
  bool dispatchers_paused_ = false;
  std::uint32_t connection_count_ = 0;  // of all runs
  std::uint64_t job_count_ = 0;
  std::deque<std::string> names_;  // of tasks, which outlive them
  std::map<std::string, std::uint32_t, std::less<>> name_counts_;
};

}  // namespace rollcall::documented
