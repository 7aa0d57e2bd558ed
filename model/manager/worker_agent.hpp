#pragma once

#include "model/registry/messages.hpp"

#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

namespace rollcall::hardened {

/// The pause between tries that failed: doubles with each.
struct Retry {
  Duration min = std::chrono::milliseconds(100);
  Duration max = std::chrono::seconds(10);
};
inline constexpr Retry kUsualRetry{};

/// What it refers to is its host's, as long as the agent is used: one host may have a million.
struct AgentConfig {
  std::string_view id;
  Boot boot = Boot::kNone;  // this start's number, greater than that of any start before
  std::string_view ip;      // where it is served
  std::uint16_t port = 0;
  const Retry* retry = &kUsualRetry;
};

// What the agent's host is to do for it.

/// One call to the orchestrator at a time each; `call` comes back with the answer.
struct CallRegister {
  std::uint32_t call = 0;
  RegisterRequest request;
};
struct CallHeartbeat {
  std::uint32_t call = 0;
  HeartbeatRequest request;
};
struct CallComplete {
  std::uint32_t call = 0;
  CompleteRequest request;
};
struct CallLeave {
  std::uint32_t call = 0;
  LeaveRequest request;
  bool drain = false;  // Drain, else Deregister
};
struct StartJob {
  AssignRequest job;
};
/// Stops it: it is to have no effect from now on.
struct DropJob {
  JobId job;
  Grant grant = Grant::kNone;
};
using AgentEffect =
    std::variant<CallRegister, CallHeartbeat, CallComplete, CallLeave, StartJob, DropJob>;
using AgentEffects = std::vector<AgentEffect>;

/// The worker's side of the pool as a pure state machine: registers, renews its lease, runs one job
/// at a time, keeps a result until it is acknowledged, and fences what comes to it.
///
/// Time comes in, effects go out. It runs nothing under an epoch that is not its own or a grant
/// that a probe has made void, and drops what it runs when told that its epoch is unknown. Retries
/// wait longer each time, spread by `random`, a uniform 64-bit number that the caller draws.
///
/// Its own fence is (term, grant), the newest that it was probed with or has decided on: grants
/// rise strictly, so whatever carries one up to there was sent before, and is void. A result is
/// kept until it is answered or such a message shows that nobody waits for it. Cost: 168 bytes
/// each, no allocation but for the effects; there may be a million.
class WorkerAgent {
 public:
  explicit WorkerAgent(AgentConfig config);

  /// Once, before all else.
  void start(AgentEffects& effects);

  // Answers to its own calls; null: none came in time, or the connection failed. An answer to an
  // earlier call than the open one is ignored.
  void registered(Time now, std::uint32_t call, const RegisterReply* reply, std::uint64_t random,
                  AgentEffects& effects);
  void heartbeat_answered(Time now, std::uint32_t call, const HeartbeatReply* reply,
                          std::uint64_t random, AgentEffects& effects);
  void complete_answered(Time now, std::uint32_t call, const Status* status, std::uint64_t random);

  void leave_answered(Time now, std::uint32_t call, const Status* status, std::uint64_t random,
                      AgentEffects& effects);

  // What the orchestrator asks. nullopt: it does not answer (it is another process than the one
  // asked for).
  [[nodiscard]] std::optional<ProbeReply> probed(const ProbeRequest& request,
                                                 AgentEffects& effects);
  [[nodiscard]] AssignAnswer assigned(const AssignRequest& request, AgentEffects& effects);

  /// The job it had started has ended by itself. Ignored if it was dropped meanwhile.
  void job_ended(Grant grant, bool succeeded, AgentEffects& effects);

  /// It is to end: from now on it takes no job and does not register again. kDrain: when its job
  /// has ended and been heard of; kAtOnce: the job is dropped.
  enum class Leave : std::uint8_t { kNot, kDrain, kAtOnce };
  void leave(Leave how, AgentEffects& effects);
  /// It has, and nothing more will come of it.
  [[nodiscard]] bool left() const;

  /// The next heartbeat or registration is due at once; if one is open, as soon as that has ended
  /// well.
  void hurry() { due_ = Time::min(); }

  /// Lets happen what is due: heartbeats, retries.
  void expire(Time now, AgentEffects& effects);
  /// Time::max() while it waits for answers only.
  [[nodiscard]] Time next_deadline() const;

  /// What it runs under, for probes: nothing, or (epoch, grant, job).
  struct Running {
    Epoch epoch;
    Grant grant = Grant::kNone;
    JobId job;
  };
  [[nodiscard]] std::optional<Running> running() const;
  /// It has ended a job and does not know yet that this has been heard.
  [[nodiscard]] bool holds_result() const;
  /// Of the job that it runs or has a result of; kNone if it has neither.
  [[nodiscard]] Grant open_grant() const { return work_ == Work::kNone ? Grant::kNone : grant_; }
  /// {} while it is not registered.
  [[nodiscard]] Epoch epoch() const { return epoch_; }
  [[nodiscard]] const AgentConfig& config() const { return config_; }

 private:
  struct Fence {
    std::uint64_t term = 0;
    Grant grant = Grant::kNone;
    friend auto operator<=>(const Fence&, const Fence&) = default;
  };
  enum class Work : std::uint8_t { kNone, kRunning, kSucceeded, kFailed };

  [[nodiscard]] bool member() const { return epoch_.term != 0; }
  [[nodiscard]] Fence fence_of_work() const { return {epoch_.term, grant_}; }
  [[nodiscard]] Duration pause_after(std::uint8_t failures, std::uint64_t random) const;
  void call_register(AgentEffects& effects);
  void call_heartbeat(Time now, AgentEffects& effects);
  void call_complete(AgentEffects& effects);
  void call_leave(AgentEffects& effects);
  void depart(AgentEffects& effects);
  void retry(Time now, std::uint64_t random);
  void lose_epoch(AgentEffects& effects);
  void drop_work(AgentEffects& effects);

  // 1. Work is held under epoch_ only: whoever loses the epoch drops the work.
  // 2. grant_ and job_ mean something iff work_ is not kNone, and fence_of_work() <= fence_.
  // 3. A due time is looked at only while its call is not open.
  // What a heartbeat looks at comes first, up to the id: of one among a million each line of the
  // cache is fetched from memory.
  std::uint8_t failures_ = 0;  // since the last heartbeat that was well
  std::uint8_t complete_failures_ = 0;
  std::uint8_t leave_failures_ = 0;
  Leave leaving_ = Leave::kNot;
  Work work_ = Work::kNone;
  std::uint32_t calls_ = 0;  // made so far
  std::uint32_t call_ = 0;   // the open registration or heartbeat; 0: none
  std::uint32_t complete_call_ = 0;
  std::uint32_t leave_call_ = 0;
  Time due_ = Time::max();           // the next registration or heartbeat
  Time complete_due_ = Time::max();  // the next try to hand the result in
  Time leave_due_ = Time::max();
  Duration heartbeat_every_{};
  Epoch epoch_;
  AgentConfig config_;
  Fence fence_;
  Grant grant_ = Grant::kNone;
  JobId job_;
};

}  // namespace rollcall::hardened
