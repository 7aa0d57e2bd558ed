#pragma once

#include "model/runtime/runtime.hpp"
#include "sim/net/network.hpp"
#include "sim/sync/channel.hpp"
#include "sim/sync/memory.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/sync/task.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <utility>

namespace rollcall {

/// The model of Runtime that lives in a simulated network: one process on one of its hosts.
///
/// Its tasks are the host's: they stand still with it and end when it crashes. A connection is a
/// channel of the network, a job a call "Assign" that is answered when the job is over and has no
/// deadline, for the reference's has none. Made and used inside one execution.
class NetRuntime {
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
  static constexpr sim::NilChannel kNil{};

  /// A job to be sent over a connection, which is an op.
  class Call {
   public:
    /// Returns once the worker has answered or the connection has failed; says whether the job was
    /// done.
    [[nodiscard]] bool wait() const;

   private:
    friend class NetRuntime;
    Call(net::Network& network, net::ConnectionId line, const Job& job)
        : network_(network), line_(line), job_(job) {}

    net::Network& network_;
    net::ConnectionId line_;
    Job job_;
  };

  /// `connection_count`: of all runs of the process; all references must outlive it.
  NetRuntime(net::Network& network, net::HostId host, PoolLedger& ledger,
             std::uint32_t& connection_count)
      : network_(network),
        host_(host),
        ledger_(ledger),
        connection_count_(connection_count),
        first_(connection_count + 1) {}

  template <typename Body>
  TaskId spawn(TaskName name, Body&& body) {
    return network_.spawn_on(host_, {.name = name, .daemon = true}, std::forward<Body>(body));
  }
  template <typename Body>
  TaskId spawn_daemon(TaskName name, Body&& body) {
    return spawn(name, std::forward<Body>(body));
  }
  void sleep(Duration duration) { sim::sleep(duration); }
  [[nodiscard]] Time now() const { return network_.monotonic(host_); }

  [[nodiscard]] Ref<Connection> dial(const std::string& target);
  /// The same, returning when the peer has answered a first call; nil if it fails.
  [[nodiscard]] Ref<Connection> dial_and_wait(const std::string& target);
  void hang_up(Ref<Connection> connection);
  /// Requires nothing of `connection`: a nil one is a panic, as it is in the original.
  [[nodiscard]] Call start_call(Ref<Connection> connection, const Job& job);

  [[nodiscard]] PoolLedger& probe() { return ledger_; }

 private:
  struct Line {
    Connection connection;
    net::ConnectionId line;
  };
  [[nodiscard]] const Line& line_of(ConnectionId connection) const;

  net::Network& network_;
  net::HostId host_;
  PoolLedger& ledger_;
  std::uint32_t& connection_count_;
  std::uint32_t first_;  // id of this run
  std::deque<Line> lines_;
};
static_assert(Runtime<NetRuntime>);

}  // namespace rollcall
