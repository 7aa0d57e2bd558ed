#pragma once

#include "model/registry/pool.hpp"

namespace rollcall::hardened {

/// One atomic step of the pool: what time has made due, then what its maker does, then the pump.
///
/// Every change of the pool goes through these few acts. Each keeps the records, the lists through
/// them and the jobs in agreement, tells what happened and says what the outside is to do; whether
/// a message may act at all is decided before, by the methods of Registry.
/// Begins by letting time pass and pumping, so that a message meets a settled pool, and one that is
/// refused leaves it as time alone would have. Ends with the pump.
class Step {
 public:
  /// Requires that time does not go back.
  Step(Pool& pool, Time now, Registry::Out out);
  ~Step() { pump(); }
  Step(const Step&) = delete;
  Step& operator=(const Step&) = delete;

  // --- workers ---
  /// A new record in a new epoch, joining: its connection is opened and probed.
  Slot join(std::string_view id, Boot boot, const Endpoint& endpoint);
  /// Its record ends; a job that it had is repeated or fails.
  void evict(Slot slot, Cause cause);
  void renew_lease(Slot slot);
  /// The open probe was answered by the right process.
  void mark_probed(Slot slot);
  /// Joining -> free, once all that it takes is there.
  void free_if_verified(Slot slot);
  /// No more jobs; goes at once if it has none.
  void drain(Slot slot, Cause cause);

  // --- jobs ---
  void accept(Slot slot);
  /// The job of `slot` has ended at the worker.
  void complete(Slot slot, JobState outcome);
  /// Whether a job that comes back may have been begun.
  enum class Begun : std::uint8_t { kNo, kMaybe };
  /// The sending or the job of `slot` came to nothing: the worker is probed again (or goes, if it
  /// drains), and the job is repeated or fails.
  void fail_sending(Slot slot, Cause cause, Begun begun);
  std::uint64_t submit(Duration duration, bool idempotent);
  /// A waiting job has its outcome.
  void finish_waiting(std::uint64_t number, JobState outcome);

  /// A message is refused for its fence.
  Status refuse(Status status, const std::string& id, Epoch epoch, Grant grant = Grant::kNone);

 private:
  // time.cpp
  void expire();
  [[nodiscard]] bool is_due(const RecordList& list) const;
  [[nodiscard]] Time after(Duration duration) const;

  // pump.cpp
  void pump();
  void send(Slot slot, std::uint64_t job_number);

  // moves.cpp
  void change(Slot slot, WorkerState to, Cause cause);
  [[nodiscard]] RecordList* list_of(const Record& record);
  void leave_list(Slot slot);
  void remove(Slot slot, Cause cause);
  void become_free(Slot slot, Cause cause);
  void probe(Slot slot);
  Grant next_grant();
  void finish(std::uint64_t number, JobState outcome);
  void repeat_or_fail(std::uint64_t number, Begun begun);

  Pool& pool_;
  Registry::Out out_;
};

}  // namespace rollcall::hardened
