#pragma once

#include "model/runtime/pool_runtime.hpp"
#include "model/simulated/ledger_probe.hpp"
#include "model/simulated/wire.hpp"
#include "sim/net/network.hpp"
#include "sim/sync/cond_var.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace rollcall::hardened {

/// What the disk of the orchestrator's host keeps.
struct Durable {
  std::uint64_t term = 0;
};

/// The simulated model of PoolRuntime: one process on a host of the simulated network.
///
/// Its tasks are the host's: they stand still with it and end when it crashes. Made and used inside
/// one execution; all that it refers to outlives it.
class PoolSimRuntime {
 public:
  struct Options {
    net::HostId host = net::HostId::kNone;
    Duration write{};  // how long the durable counter takes to be stable
  };

  using Mutex = sim::mutex;
  using CondVar = sim::cond_var;
  using Point = sim::Point;
  using Connection = net::ConnectionId;

  PoolSimRuntime(net::Network& network, PoolLedger& ledger, Durable& durable,
                 const Options& options)
      : network_(network),
        wire_(network),
        ledger_(ledger),
        probe_(ledger),
        durable_(durable),
        options_(options) {}

  [[nodiscard]] Time now() const { return network_.monotonic(options_.host); }

  template <typename Body>
  void spawn_daemon(TaskName name, Body&& body) {
    daemons_.push_back(
        network_.spawn_on(options_.host, {.name = name, .daemon = true}, std::forward<Body>(body)));
  }
  [[nodiscard]] const std::vector<TaskId>& daemons() const { return daemons_; }

  /// A crash during the write may have written it or not: either is greater than any term in use.
  [[nodiscard]] std::uint64_t next_term() {
    const std::uint64_t term = ++durable_.term;
    sim::sleep(options_.write);
    return term;
  }

  [[nodiscard]] Connection dial(const Endpoint& endpoint) {
    ledger_.lines_counted(++line_count_);
    return network_.open(options_.host, to_text(endpoint));
  }
  void hang_up(Connection connection) {
    ensure(network_.is_open(connection), "a connection is hung up once");
    network_.close(connection);
    ledger_.lines_counted(--line_count_);
  }

  template <typename Handler>
  void start_probe(Connection connection, const ProbeRequest& request, Duration timeout,
                   Handler handler) {
    start<rpc::Probe>(connection, request, timeout,
                      [handler](const ProbeReply* reply) { handler(reply); });
  }
  template <typename Handler>
  void start_assign(Connection connection, const AssignRequest& request, Duration timeout,
                    Handler handler) {
    start<rpc::Assign>(connection, request, timeout, [handler](const AssignAnswer* answer) {
      handler(answer == nullptr ? AssignAnswer::kFailed : *answer);
    });
  }

  [[nodiscard]] LedgerProbe& probe() { return probe_; }

 private:
  // The answer arrives in a step, which cannot wait for a lock: a task of its own takes it on.
  template <typename Rpc, typename Handler>
  void start(Connection connection, const typename Rpc::Request& request, Duration timeout,
             Handler handler) {
    network_.start(connection, wire_.method<Rpc>(), Wire::request<Rpc>(request), timeout,
                   [this, handler](const net::Outcome& outcome) {
                     const SpawnOptions task{.name = {.text = Rpc::kName}, .daemon = true};
                     network_.spawn_on(options_.host, task,
                                       [handler, outcome] { handler(Wire::answer<Rpc>(outcome)); });
                   });
  }

  net::Network& network_;
  Wire wire_;
  PoolLedger& ledger_;
  LedgerProbe probe_;
  Durable& durable_;
  Options options_;
  std::uint32_t line_count_ = 0;  // open ones
  std::vector<TaskId> daemons_;
};
static_assert(PoolRuntime<PoolSimRuntime>);

}  // namespace rollcall::hardened
