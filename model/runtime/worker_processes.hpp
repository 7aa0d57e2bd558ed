#pragma once

#include "model/probe/pool_ledger.hpp"
#include "sim/base/time.hpp"
#include "sim/sync/channel.hpp"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// How a worker process treats what comes to its port.
enum class Manner : std::uint8_t {
  kWorks,    // does the job and answers
  kHangs,    // begins the job and never ends it
  kRefuses,  // answers every job with an error
  kMute,     // accepts the connection and never speaks
  kClosed,   // does not listen (yet)
};

/// Worker processes with a life of their own, and the calls that are under way to them.
///
/// A call goes to whatever process listens at the target then: the newest, if several claim it. All
/// that happens to a process is told to the ledger, in the running step; no op of its own. Owned by
/// one execution.
class WorkerProcesses {
 public:
  /// A job on its way to a process and back.
  class Call {
   public:
    Call(WorkerProcesses& processes, ProcessId process, ConnectionId connection)
        : processes_(processes), process_(process), connection_(connection) {}

    /// Returns once it has answered, or its connection has failed: whether the job was done. Waits
    /// for ever for one that does not answer and lives on.
    [[nodiscard]] bool wait();

   private:
    friend class WorkerProcesses;

    void close();

    WorkerProcesses& processes_;
    ProcessId process_;
    ConnectionId connection_;
    Duration duration_{};
    bool begun_ = false;  // the process has it
    bool works_ = false;  // and will be done
    bool open_ = true;
    sim::channel<bool> failed_{1, "call failed"};
  };

  explicit WorkerProcesses(PoolLedger& ledger) : ledger_(ledger) {}

  /// Starts one of worker `id`, at `endpoint` ("ip:port").
  ProcessId start(std::string_view id, std::string endpoint, Manner manner);
  /// From its next call on.
  void change(ProcessId process, Manner manner);
  /// It is over: its calls fail now.
  void kill(ProcessId process);
  /// Closes a connection at the caller's end: the calls over it fail now.
  void hang_up(ConnectionId connection);

  /// A process accepts connections there and speaks.
  [[nodiscard]] bool speaks(std::string_view endpoint) const;
  /// A process has the port and says nothing to whoever connects.
  [[nodiscard]] bool is_mute(std::string_view endpoint) const;

  /// Null if nobody listens there, or the process refuses: the call fails at once. Good for the
  /// life of the execution.
  [[nodiscard]] Call* start_call(std::string_view endpoint, ConnectionId connection,
                                 std::uint64_t job, Duration duration);

 private:
  struct Process {
    ProcessId id = ProcessId::kNone;
    std::string endpoint;
    Manner manner = Manner::kWorks;
    bool live = true;
  };

  [[nodiscard]] const Process* listener(std::string_view endpoint) const;
  template <typename Which>
  void fail_calls(const Which& which);

  PoolLedger& ledger_;
  std::vector<Process> processes_;
  std::deque<Call> calls_;
};

}  // namespace rollcall
