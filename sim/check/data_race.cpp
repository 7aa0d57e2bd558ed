#include "sim/check/data_race.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>

namespace rollcall {
namespace {

// The next spare one of a pool, made if there is none.
template <typename Pool>
auto& take(Pool& pool, std::size_t& count) {
  if (count == pool.size()) {
    pool.emplace_back();
  }
  return pool[count++];
}

std::string place(const MemoryAccess& access) {
  return access.site.file + (":" + std::to_string(access.site.line)) + " (step " +
         std::to_string(access.step) + ")";
}

}  // namespace

std::string describe(const Race& race) {
  return "'" + race.later.task_name.str() + "' " + (race.later_wrote ? "writes" : "reads") +
         " it at " + place(race.later) + ", '" + race.earlier.task_name.str() + "' " +
         (race.earlier_wrote ? "wrote" : "read") + " it at " + place(race.earlier) +
         ", and nothing orders the two";
}

void RaceDetector::begin() {
  task_count_ = 0;
  clock_count_ = 0;
  history_count_ = 0;
}

VectorClock& RaceDetector::clock_of(TaskId task) {
  ensure(task != TaskId::kNone, "a task that synchronises has an id");
  while (task_count_ <= index_of(task)) {
    const TaskId next{static_cast<std::uint32_t>(task_count_)};
    VectorClock& clock = take(tasks_, task_count_);
    clock.clear();
    clock.advance(next);
  }
  return tasks_[index_of(task)];
}

VectorClock& RaceDetector::clock_of(SyncClock& clock) {
  if (clock.index == 0) {
    take(clocks_, clock_count_).clear();
    clock.index = static_cast<std::uint32_t>(clock_count_);
  }
  ensure(clock.index <= clock_count_, "a clock is of the running execution");
  return clocks_[clock.index - 1];
}

RaceDetector::History& RaceDetector::history_of(RaceCell& cell) {
  if (cell.index == 0) {
    History& fresh = take(histories_, history_count_);
    fresh.write = {};
    fresh.reads.clear();
    cell.index = static_cast<std::uint32_t>(history_count_);
  }
  ensure(cell.index <= history_count_, "a variable is of the running execution");
  return histories_[cell.index - 1];
}

void RaceDetector::pass(TaskId from, TaskId to) {
  VectorClock& source = clock_of(from);
  clock_of(to).join(source);
  source.advance(from);
}

void RaceDetector::pass_all(TaskId task) {
  VectorClock& clock = clock_of(task);
  for (std::uint32_t other = 0; other < task_count_; ++other) {
    clock.join(tasks_[other]);
    tasks_[other].advance(TaskId{other});
  }
}

void RaceDetector::acquire(TaskId task, const SyncClock& clock) {
  if (clock.index != 0) {
    ensure(clock.index <= clock_count_, "a clock is of the running execution");
    clock_of(task).join(clocks_[clock.index - 1]);
  }
}

void RaceDetector::release(TaskId task, SyncClock& clock) {
  clock_of(clock).clear();
  merge(task, clock);
}

void RaceDetector::merge(TaskId task, SyncClock& clock) {
  VectorClock& own = clock_of(task);
  clock_of(clock).join(own);
  own.advance(task);
}

std::optional<Race> RaceDetector::read(const MemoryAccess& access, RaceCell& cell) {
  const VectorClock& now = clock_of(access.task);
  const Epoch epoch = now.epoch(access.task);
  History& history = history_of(cell);
  std::vector<Record>& reads = history.reads;
  if (!reads.empty() && reads.back().epoch == epoch) {
    return std::nullopt;  // What was judged there holds for the whole stretch.
  }
  if (!now.covers(history.write.epoch)) {
    return Race{.earlier = history.write.access,
                .earlier_wrote = true,
                .later = access,
                .later_wrote = false};
  }
  // A later write that comes after this read comes after the reads before it, too.
  std::erase_if(reads, [&](const Record& read) { return now.covers(read.epoch); });
  reads.push_back({.epoch = epoch, .access = access});
  return std::nullopt;
}

std::optional<Race> RaceDetector::write(const MemoryAccess& access, RaceCell& cell) {
  const VectorClock& now = clock_of(access.task);
  const Epoch epoch = now.epoch(access.task);
  History& history = history_of(cell);
  if (history.write.epoch == epoch && history.reads.empty()) {
    return std::nullopt;
  }
  const auto unseen = [&](const Record& record) { return !now.covers(record.epoch); };
  const auto read = std::find_if(history.reads.begin(), history.reads.end(), unseen);
  const Record* const earlier = unseen(history.write)         ? &history.write
                                : read != history.reads.end() ? &*read
                                                              : nullptr;
  if (earlier != nullptr) {
    return Race{.earlier = earlier->access,
                .earlier_wrote = earlier == &history.write,
                .later = access,
                .later_wrote = true};
  }
  history.write = {.epoch = epoch, .access = access};
  history.reads.clear();
  return std::nullopt;
}

}  // namespace rollcall
