#pragma once

#include "model/registry/messages.hpp"
#include "model/registry/record.hpp"

#include <deque>
#include <map>
#include <set>

namespace rollcall::hardened {

/// A job that has no outcome yet.
struct Job {
  Duration duration{};
  bool idempotent = false;
  std::uint32_t attempts = 0;  // sendings so far
  Slot worker = Slot::kNone;   // to whom it is sent; none while it waits
};

/// All jobs by number: waiting or sent, and the outcomes of the last ones that ended.
///
/// First submitted, first sent; a job that comes back takes its old place, for places are numbers.
/// So what was never sent is always newer than what was, and the jobs that are sent or have come
/// back are at most as many as there were workers at once.
class JobQueue {
 public:
  explicit JobQueue(std::uint32_t remembered_max) : remembered_max_(remembered_max) {}

  /// Returns its number.
  std::uint64_t submit(Duration duration, bool idempotent);
  [[nodiscard]] bool none_waits() const { return waiting_.empty(); }
  /// The first that waits. Requires that one does.
  [[nodiscard]] std::uint64_t first_waiting() const { return *waiting_.begin(); }
  /// Requires that it waits.
  void send(std::uint64_t number, Slot worker);
  /// Requires that it is sent.
  void put_back(std::uint64_t number);
  /// It has its outcome. Requires that it had none.
  void finish(std::uint64_t number, JobState outcome);

  /// Null if it has an outcome or there is no such job.
  [[nodiscard]] Job* find(std::uint64_t number);
  [[nodiscard]] JobState state_of(std::uint64_t number) const;

  [[nodiscard]] const std::map<std::uint64_t, Job>& open() const { return open_; }
  [[nodiscard]] const std::set<std::uint64_t>& waiting() const { return waiting_; }
  [[nodiscard]] const std::map<std::uint64_t, JobState>& finished() const { return finished_; }
  [[nodiscard]] std::uint64_t last_number() const { return last_number_; }

 private:
  std::uint32_t remembered_max_;
  std::uint64_t last_number_ = 0;
  std::map<std::uint64_t, Job> open_;
  std::set<std::uint64_t> waiting_;
  std::map<std::uint64_t, JobState> finished_;
  std::deque<std::uint64_t> by_finishing_;
};

}  // namespace rollcall::hardened
