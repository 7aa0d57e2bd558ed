#pragma once

#include "model/registry/effects.hpp"
#include "model/registry/identity.hpp"
#include "model/registry/messages.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::hardened {

struct Pool;
class Step;
enum class Slot : std::uint32_t;

/// Every bound and every time of the pool.
struct RegistryConfig {
  std::uint32_t workers_max = 10'000;
  std::uint32_t jobs_waiting_max = 10'000;
  std::uint32_t id_bytes_max = 128;
  std::uint32_t attempts_max = 3;  // sendings of an idempotent job
  Duration heartbeat_every = std::chrono::seconds(1);
  Duration lease = std::chrono::seconds(3);
  Duration probe_timeout = std::chrono::seconds(1);
  Duration assign_timeout = std::chrono::seconds(1);  // for the answer to a sending
  Duration job_timeout = std::chrono::minutes(10);    // from then to the result
  bool accept_basic_workers = false;  // those without a boot number, verified by probe alone
  std::uint32_t jobs_remembered_max = 10'000;   // outcomes, for state_of
  std::uint32_t boots_remembered_max = 10'000;  // of ids that have left, see boot_memory.hpp
};

/// What one record looks like from outside, for probes, reports and tests.
struct WorkerView {
  std::string id;
  Boot boot = Boot::kNone;
  Epoch epoch;
  Endpoint endpoint;
  WorkerState state = WorkerState::kGone;
  bool draining = false;
  bool probed = false;     // in this epoch, since it was last joining
  bool confirmed = false;  // a heartbeat with this epoch has come
  Time lease_until{};
  JobId job;  // reserved or busy
  Grant grant = Grant::kNone;
};

/// The hardened pool as a pure state machine: no lock, no clock, no I/O.
///
/// Every method is one atomic step. Time comes in, and must not go back; each method first lets
/// happen what time has made due (leases, probes, sendings, jobs), then acts, then pumps: while a
/// job waits and a worker is free, it sends. What the outside is to do is appended to `effects`,
/// what has happened to `events`; both are the caller's. A refused message leaves the state as time
/// alone would have. The free list is a view of the records, linked through them, first freed first
/// used; legal transitions are one table (transitions.hpp).
/// Cost: O(log jobs) a step that moves a job, else O(1) expected, plus what it lets happen.
/// Source: the corrected design of the pool's defect list, section 5.
class Registry {
 public:
  /// `term` is greater than that of any run before.
  Registry(const RegistryConfig& config, std::uint64_t term);
  ~Registry();
  Registry(Registry&&) noexcept;
  Registry& operator=(Registry&&) noexcept;

  struct Out {
    Effects& effects;
    Events& events;
  };

  // --- workers ---
  RegisterReply register_worker(Time now, const RegisterRequest& request, Out out);
  HeartbeatReply heartbeat(Time now, const HeartbeatRequest& request, Out out);
  Status completed(Time now, const CompleteRequest& request, Out out);
  Status deregister(Time now, const LeaveRequest& request, Out out);
  Status drain(Time now, const LeaveRequest& request, Out out);

  // --- answers to effects; what they answer to is named by (id, epoch, grant) ---
  /// `reply` null: no answer in time, or the connection failed.
  Status probed(Time now, const ProbeRequest& request, const ProbeReply* reply, Out out);
  Status assigned(Time now, const AssignRequest& request, AssignAnswer answer, Out out);

  // --- submitters ---
  SubmitReply submit(Time now, const SubmitRequest& request, Out out);
  /// A waiting job ends as cancelled; kStale if it has been sent already.
  Status cancel(Time now, JobId job, Out out);
  [[nodiscard]] JobState state_of(JobId job) const;

  // --- life ---
  /// Lets happen what is due.
  void expire(Time now, Out out);
  /// When something next is due, Time::max() if nothing is.
  [[nodiscard]] Time next_deadline() const;
  /// Shutdown: refuses everything from now on, sends no more; waiting jobs fail, free and joining
  /// workers go at once, the others with their job.
  void close(Time now, Out out);
  [[nodiscard]] bool closed() const;  // closing, and nobody is left

  // --- views ---
  [[nodiscard]] std::uint32_t worker_count() const;
  [[nodiscard]] std::uint32_t waiting_count() const;
  [[nodiscard]] std::optional<WorkerView> find(std::string_view id) const;
  /// In the order in which they will be used.
  [[nodiscard]] std::vector<std::string> free_list() const;
  [[nodiscard]] std::vector<JobId> waiting() const;
  /// What is wrong with the internal structure, for tests and probes; nullopt if nothing. O(all).
  [[nodiscard]] std::optional<std::string> audit() const;
  /// All of the state but the clock, as text for tests: what behaves differently reads differently.
  [[nodiscard]] std::string dump() const;

 private:
  friend struct PoolAccess;  // the tests', to break what audit() is to find

  [[nodiscard]] std::optional<Endpoint> valid_endpoint(const RegisterRequest& request) const;
  [[nodiscard]] RegisterReply register_again(Step& step, Slot slot, const RegisterRequest& request,
                                             const Endpoint& endpoint);
  [[nodiscard]] RegisterReply welcome(Slot slot) const;
  Status leave(Time now, const LeaveRequest& request, Out out, void (*act)(Step& step, Slot slot));

  std::unique_ptr<Pool> pool_;
};

}  // namespace rollcall::hardened
