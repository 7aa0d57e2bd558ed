#include "model/registry/job_queue.hpp"

#include "sim/base/ensure.hpp"

namespace rollcall::hardened {

std::uint64_t JobQueue::submit(Duration duration, bool idempotent) {
  ++last_number_;
  open_.emplace(last_number_, Job{.duration = duration, .idempotent = idempotent});
  waiting_.insert(last_number_);
  return last_number_;
}

void JobQueue::send(std::uint64_t number, Slot worker) {
  const std::size_t left = waiting_.erase(number);
  ensure(left == 1, "a job that is sent was waiting");
  Job& job = open_.at(number);
  job.worker = worker;
  ++job.attempts;
}

void JobQueue::put_back(std::uint64_t number) {
  open_.at(number).worker = Slot::kNone;
  waiting_.insert(number);
}

void JobQueue::finish(std::uint64_t number, JobState outcome) {
  const std::size_t ended = open_.erase(number);
  ensure(ended == 1, "a job has one outcome");
  waiting_.erase(number);
  finished_.emplace(number, outcome);
  by_finishing_.push_back(number);
  if (by_finishing_.size() > remembered_max_) {
    finished_.erase(by_finishing_.front());
    by_finishing_.pop_front();
  }
}

Job* JobQueue::find(std::uint64_t number) {
  const auto found = open_.find(number);
  return found == open_.end() ? nullptr : &found->second;
}

JobState JobQueue::state_of(std::uint64_t number) const {
  if (const auto found = open_.find(number); found != open_.end()) {
    return found->second.worker == Slot::kNone ? JobState::kWaiting : JobState::kSent;
  }
  const auto found = finished_.find(number);
  return found == finished_.end() ? JobState::kUnknown : found->second;
}

}  // namespace rollcall::hardened
