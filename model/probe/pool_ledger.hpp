#pragma once

#include "model/probe/act.hpp"
#include "model/probe/deadlines.hpp"
#include "model/probe/events.hpp"
#include "model/probe/free_queue.hpp"
#include "model/probe/ids.hpp"
#include "model/probe/limits.hpp"
#include "model/probe/pool_history.hpp"
#include "model/probe/rows.hpp"
#include "sim/base/ensure.hpp"
#include "sim/base/letters.hpp"
#include "sim/base/name_index.hpp"
#include "sim/base/segmented_vector.hpp"
#include "sim/core/world.hpp"
#include "sim/sync/mutex.hpp"
#include "sim/trace/trace.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// The seam between a manager and all that watches it: the manager says what it does, the hosts
/// say what is true, and this keeps what follows from it.
///
/// Each event is told in the same step as the act itself; invariants and reports read the state
/// below and never a manager's own fields. What nobody tells is not judged: a pool whose hosts tell
/// of no process is not asked whether a free worker was reached. Each event costs O(log n) at most,
/// mostly O(1), but for the texts of a recording. Tables refer to ids as they stand; owned by one
/// execution: addresses are World::names().
class PoolLedger {
 public:
  using Record = PoolRecord;
  using Worker = PoolWorker;

  explicit PoolLedger(World& world);
  PoolLedger(const PoolLedger&) = delete;
  PoolLedger& operator=(const PoolLedger&) = delete;

  // --- the manager's life (life.cpp) ---

  /// The mutex that guards the manager's state: between steps with it held, nothing is judged. Must
  /// outlive the execution, or be replaced by that of the next run of the manager.
  void guarded_by(const sim::mutex& guard) { guard_ = &guard; }
  void configured(const PoolLimits& limits) { limits_ = limits; }
  /// What its clock says in this step, and when it will next do something by itself; before the
  /// events of the step. One that never says is taken to have the world's clock.
  void clock_read(Time now, Time next_due);
  /// It handles this message in this step; before the events that come of it.
  void handles(const PoolMessage& message);
  /// It takes nothing more.
  void shutdown_began() { closing_ = true; }
  /// Its process is over: what it had in memory is lost. `jobs_unknown`: whoever asks for an open
  /// job is told that.
  void manager_stopped(bool jobs_unknown);
  /// How many tasks work for it.
  void tasks_counted(std::uint32_t count);
  /// It stands still, or its dispatcher does: what is due meanwhile is late, and not by its fault.
  void manager_paused(bool paused);
  /// Truth, told by its host: how many connections it has really open.
  void lines_counted(std::uint32_t count) { line_count_ = count; }
  /// Faults have stopped; scripted changes too.
  void faults_stopped();
  /// What was to come to rest has had its time (quiet_time): judges what must hold then, once.
  void at_rest(Resting who = Resting::kAll);

  // --- registrations and states (records.cpp) ---

  /// A new record became what the map has for `id`. Of a manager without epochs.
  RecordId published(std::string_view id, std::string_view address, std::string_view state);
  /// The same, joining, of one that has them.
  RecordId registered(const RegistrationEvent& event);
  /// That id's record with that epoch. None: told of as an unknown record, kNone.
  RecordId find(std::string_view id, EpochId epoch);
  void state_changed(RecordId record, std::string_view state);
  /// It is no longer in the map. Its entries in the queue, and its connection, stay.
  void removed(RecordId record);
  /// Of a manager with reserved workers: to free is into the free queue, from free is out of it,
  /// free to reserved is a sending.
  void state_changed(RecordId record, const StateChangeEvent& event);
  void lease_renewed(RecordId record, Time until);
  void drain_began(RecordId record);
  /// The Register call of this record is answered, with success or an error.
  void answered(RecordId record, bool success);
  /// A change of state was asked for, did not happen, and whoever asked is not told.
  void ignored(std::string_view id, std::string_view wanted);
  /// A message was refused for its fence.
  void fenced(std::string_view id, EpochId epoch, std::uint64_t grant);

  // --- the free queue (tokens.cpp) ---

  void enqueued(RecordId record);
  /// Its newest entry is taken out, not to be sent a job.
  void unqueued(RecordId record);
  /// The free queue was full; the entry is not in it.
  void dropped(RecordId record);
  /// The push met a dispatcher parked in its receive: the entry never was in the queue.
  void handed_over(RecordId record);
  /// The push waits for room: the entry is in the queue when others make some.
  void waits_for_room(RecordId record);
  void pulled(RecordId record);
  /// What was pulled last of it is put aside: no job is sent, no mark set.
  void skipped(RecordId record);
  /// The dispatcher has marked the worker of the record it pulled.
  void marked(RecordId record);

  // --- connections (connections.cpp) ---

  /// Dialled before; it is the record's from now on.
  void attached(RecordId record, ConnectionId connection, std::string_view target);
  /// Dialled for this record.
  ConnectionId connection_opened(RecordId record, std::string_view target);
  /// The record's connection is hung up.
  void connection_closed(RecordId record);
  /// A probe goes out over the record's connection.
  void probe_sent(RecordId record, std::uint64_t grant);
  /// A job goes out over it: after the decision, which is a change of state.
  void assign_sent(RecordId record, JobKey job, std::uint64_t grant);

  // --- jobs (jobs.cpp) ---

  /// Its submitter is told that the manager has it.
  void job_accepted(JobKey job);
  /// It stands in the waiting list, after `send_count` sendings.
  void job_queued(JobKey job, bool idempotent, std::uint32_t send_count);
  void job_dequeued(JobKey job);
  /// Its one outcome.
  void job_ended(JobKey job, std::string_view outcome);
  /// Decided and sent at once, by a manager without reserved workers.
  void call_started(RecordId record, std::uint64_t job, ConnectionId connection);
  void call_ended(RecordId record, std::uint64_t job, bool succeeded);

  // --- truth: told by the hosts (processes.cpp) ---

  /// A worker process has started and is served at `endpoint` ("ip:port").
  ProcessId process_started(std::string_view id, std::uint64_t boot, std::string_view endpoint);
  void process_stopped(ProcessId process);
  void process_paused(ProcessId process, bool paused);
  /// Cut off for good: nothing is expected of it at rest.
  void process_apart(ProcessId process);
  /// It handles a probe of that registration, or without epochs any call over the connection of the
  /// registration at its endpoint.
  void process_reached(ProcessId process, EpochId epoch, std::uint64_t grant);
  /// Its Register call came back with success ({}: that of the registration at its endpoint), or it
  /// waits no longer for it.
  void answer_arrived(ProcessId process, EpochId epoch);
  void caller_gave_up(ProcessId process);
  /// It sends a message that carries this epoch.
  void epoch_sent(ProcessId process, EpochId epoch);
  void job_begun(ProcessId process, EpochId epoch, std::uint64_t grant, JobKey job);
  /// The job that it runs is over, with success or not, or dropped.
  void job_left(ProcessId process, bool succeeded = false);
  /// It works no more on the job that it began last, and has no result of it to tell.
  void work_left(ProcessId process);
  /// The epoch that it knows itself registered in; {}: none.
  void member_of(ProcessId process, EpochId epoch);
  /// It says goodbye to the manager.
  void process_leaves(ProcessId process);

  /// It calls the manager, and that call has its answer. Kept only if keep_history() was asked.
  PoolCall call_began(ProcessId process, PoolOp op);
  void call_answered(PoolCall call, const PoolAnswer& answer);

  /// A line for the recording alone.
  void said(std::string_view text);

  // --- state, read by invariants and reports ---

  [[nodiscard]] const Record& record(RecordId id) const { return records_[index(id)]; }
  [[nodiscard]] const Worker& worker(WorkerIndex id) const { return workers_[index(id)]; }
  [[nodiscard]] const PoolConnection& connection(ConnectionId id) const {
    return connections_[index(id) - 1];
  }
  [[nodiscard]] const PoolJob& job(JobIndex id) const { return jobs_[index(id)]; }
  [[nodiscard]] const PoolProcess& process(ProcessId id) const { return processes_[index(id)]; }
  [[nodiscard]] const Worker& worker_of(RecordId id) const { return worker(record(id).worker); }
  [[nodiscard]] std::string_view id_of(WorkerIndex id) const {
    ensure(index(id) < workers_.size(), "the ledger knows the worker");
    return letters_[workers_[index(id)].id];
  }
  [[nodiscard]] std::string_view id_of(RecordId id) const { return id_of(record(id).worker); }
  /// Of a row of this ledger, for messages: O(log rows).
  [[nodiscard]] std::string_view id_of(const Worker& row) const;
  [[nodiscard]] std::string_view text(TextId id) const {
    return id == TextId::kNone ? std::string_view()
                               : world_.names().text(static_cast<std::uint32_t>(id));
  }
  [[nodiscard]] std::string_view text(PoolState state) const;
  [[nodiscard]] const FreeQueue& queue() const { return queue_; }
  /// Jobs that wait, in order of submission.
  [[nodiscard]] const std::set<JobKey>& waiting() const { return waiting_; }
  [[nodiscard]] JobIndex find_job(JobKey job) const;
  [[nodiscard]] const PoolLimits& limits() const { return limits_; }

  [[nodiscard]] std::uint32_t worker_count() const { return count(workers_); }
  [[nodiscard]] std::uint32_t job_count() const { return count(jobs_); }
  [[nodiscard]] std::uint32_t process_count() const { return count(processes_); }
  [[nodiscard]] std::uint32_t live_record_count() const { return live_record_count_; }
  [[nodiscard]] std::uint32_t live_process_count() const { return live_process_count_; }
  [[nodiscard]] std::uint32_t free_count() const { return free_count_; }
  /// Records in that state, in the map or not; of kOther, in any state with a name of its own.
  [[nodiscard]] std::uint32_t record_count(PoolState state) const {
    return record_counts_[std::min(index(state), index(PoolState::kOther))];
  }
  [[nodiscard]] std::uint32_t open_connection_count() const { return open_connection_count_; }
  [[nodiscard]] std::uint32_t task_count() const { return task_count_; }
  /// What lines_counted() told; the open ones of the manager's word if nobody did.
  [[nodiscard]] std::uint32_t line_count() const {
    return line_count_.value_or(open_connection_count_);
  }
  /// Tokens that have left the free queue so far.
  [[nodiscard]] std::uint32_t dispatch_count() const { return dispatch_count_; }
  /// The highest epoch and grant there were so far.
  [[nodiscard]] EpochId newest_epoch() const { return newest_epoch_; }
  [[nodiscard]] std::uint64_t newest_grant() const { return newest_grant_; }
  [[nodiscard]] bool closing() const { return closing_; }
  /// Whether hosts tell the truth about processes at all.
  [[nodiscard]] bool knows_processes() const { return !processes_.empty(); }

  [[nodiscard]] Time manager_now() const { return has_clock_ ? manager_now_ : world_.now(); }
  [[nodiscard]] Time next_due() const { return next_due_; }
  /// What next_due() was before the clock was read, when that was told, and whether the manager has
  /// stood still since.
  struct Promise {
    Time due = Time::max();
    Time told_at{};
    bool stood_still = false;
  };
  [[nodiscard]] Promise promise() const { return {next_due_, manager_now_, stood_still_}; }
  /// The live record whose lease is over, the free one not heard of for too long, and the waiting
  /// one that others overtook; kNone if there is none. As of take_changed().
  [[nodiscard]] RecordId lapsed() const { return lapsed_; }
  [[nodiscard]] RecordId unheard() const { return unheard_; }
  [[nodiscard]] RecordId overtaken() const { return overtaken_; }

  /// The message that is handled in this step, null if there is none.
  using Handled = HandledMessage;
  [[nodiscard]] const Handled* handled() const {
    return in_step(handled_step_) ? &handled_ : nullptr;
  }
  /// Whether it says which messages it handles.
  [[nodiscard]] bool tells_messages() const { return handled_step_ != kNever; }
  /// A message was refused in this step; one has changed something in it.
  [[nodiscard]] bool fenced_now() const { return in_step(fenced_step_); }
  [[nodiscard]] bool changed_by_message_now() const { return in_step(message_step_); }

  /// Virtual time of faults_stopped(), Time::max() before.
  [[nodiscard]] Time quiet_since() const { return quiet_since_; }
  [[nodiscard]] Time now() const { return world_.now(); }
  [[nodiscard]] bool judgeable() const { return guard_ == nullptr || !guard_->held(); }

  // --- for whoever judges ---

  /// Before the first event.
  void keep_history();
  /// Null if it is not kept.
  [[nodiscard]] const PoolHistory* history() const { return history_.get(); }

  /// From now on, until the second: in order of the calls.
  void watch(ActObserver& observer) { observers_.push_back(&observer); }
  void unwatch(ActObserver& observer) { std::erase(observers_, &observer); }
  /// What is judged between steps may be about several rows: for an exploration, none commute.
  void relate_rows() { relates_rows_ = true; }
  /// Workers touched since the last call, each once, in order of first touch; then jobs. Also
  /// brings lapsed(), unheard() and overtaken() up to date. Good until the next call.
  [[nodiscard]] const std::vector<WorkerIndex>& take_changed();
  [[nodiscard]] const std::vector<JobIndex>& take_changed_jobs();
  /// Whether at_rest() was told since the last call.
  [[nodiscard]] bool take_rest();
  [[nodiscard]] Resting who_rests() const { return who_rests_; }

  /// "workers" and "free queue", for reports.
  [[nodiscard]] std::vector<Table> tables() const;

 private:
  static constexpr std::uint64_t kNever = ~std::uint64_t{0};

  template <typename Id>
  static std::size_t index(Id id) {
    return static_cast<std::size_t>(id);
  }
  template <typename Rows>
  static std::uint32_t count(const Rows& rows) {
    return static_cast<std::uint32_t>(rows.size());
  }
  [[nodiscard]] bool in_step(std::uint64_t step) const { return step == world_.steps(); }

  void see(const Act& act) {
    for (ActObserver* const observer : observers_) {
      observer->see(act);
    }
  }
  template <typename Text>
  void note(const Text& text) {
    if (world_.recording() != nullptr) {
      world_.note(text());
    }
  }

  std::uint32_t& counted(PoolState state) {
    return record_counts_[std::min(index(state), index(PoolState::kOther))];
  }
  Record& touch(RecordId id);
  Worker& worker_row(const Record& record) { return workers_[index(record.worker)]; }
  PoolJob& touch_job(JobIndex id);
  void judge_after_step(std::size_t row);
  WorkerIndex intern(std::string_view id);
  TextId intern_text(std::string_view text) { return TextId{world_.names().intern(text)}; }
  JobIndex intern_job(JobKey job);
  PoolState state_of(std::string_view text);
  void change(WorkerIndex worker);

  RecordId add_record(WorkerIndex worker, Record record);
  void set_state(RecordId id, PoolState to);
  void end_record(RecordId id);
  void count_dispatch() { ensure(++dispatch_count_ != 0, "an execution's dispatches are counted"); }
  void start_spell(RecordId id, Worker& worker);
  static void take_turn(Worker& worker);
  void give_job(RecordId id, Record& record, JobKey job, std::uint64_t grant);
  void take_job(Record& record);
  [[nodiscard]] Time due_in(PoolState state) const;
  void open(ConnectionId id, RecordId record, std::string_view target);
  void close(ConnectionId id);
  void look_for_lapses();
  [[nodiscard]] RecordId record_at(const PoolProcess& process, EpochId epoch) const;

  World& world_;
  std::vector<ActObserver*> observers_;
  std::unique_ptr<PoolHistory> history_;
  const sim::mutex* guard_ = nullptr;
  PoolLimits limits_;

  Letters letters_;  // PoolWorker::id is a text of it
  NameIndex by_id_;  // workers_ by that
  std::vector<std::string> other_states_;
  SegmentedVector<Worker> workers_;
  SegmentedVector<Record> records_;
  SegmentedVector<PoolConnection> connections_;
  std::vector<PoolJob> jobs_;
  SegmentedVector<PoolProcess> processes_;
  std::map<JobKey, JobIndex> job_index_;
  std::set<JobKey> waiting_;
  FreeQueue queue_;
  std::vector<RecordId> handed_;  // handed over to dispatchers that have not gone on since
  std::deque<RecordId> pushing_;  // pushes that wait for room, the longest waiting first

  LazyDeadlines leases_;  // live records, by the manager's clock
  LazyDeadlines fresh_;   // free records, likewise
  LazyDeadlines turns_;   // waiting workers' records, by dispatch count
  RecordId lapsed_ = RecordId::kNone;
  RecordId unheard_ = RecordId::kNone;
  RecordId overtaken_ = RecordId::kNone;

  std::uint32_t live_record_count_ = 0;
  std::uint32_t live_process_count_ = 0;
  std::uint32_t free_count_ = 0;
  std::array<std::uint32_t, static_cast<std::size_t>(PoolState::kOther) + 1> record_counts_{};
  std::uint32_t open_connection_count_ = 0;
  std::uint32_t task_count_ = 0;
  std::optional<std::uint32_t> line_count_;
  std::uint32_t dispatch_count_ = 0;
  EpochId newest_epoch_;
  std::uint64_t newest_grant_ = 0;

  bool relates_rows_ = false;
  bool closing_ = false;
  bool has_clock_ = false;
  bool paused_ = false;
  bool stood_still_ = false;
  bool resting_ = false;
  Resting who_rests_ = Resting::kAll;
  Time manager_now_{};
  Time next_due_ = Time::max();
  Time quiet_since_ = Time::max();
  Handled handled_;
  std::uint64_t handled_step_ = kNever;
  std::uint64_t fenced_step_ = kNever;
  std::uint64_t message_step_ = kNever;

  std::vector<WorkerIndex> changed_;
  std::vector<WorkerIndex> taken_;  // what take_changed() gave last
  std::vector<bool> is_changed_;    // by worker
  std::vector<JobIndex> changed_jobs_;
  std::vector<JobIndex> taken_jobs_;
};

}  // namespace rollcall
