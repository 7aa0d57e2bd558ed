#pragma once

#include "sim/core/world.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall::sim {

/// A reader-writer lock with Go's semantics. Works with std::unique_lock and std::shared_lock.
///
/// A writer first claims it, which keeps other writers and new readers out, then waits for the
/// readers that are in. When it unlocks, all readers that came meanwhile get it, before any writer
/// does. So a reader that locks it again, with a writer waiting in between, waits for ever.
/// Any task may unlock; unlocking what is not locked that way is fatal: a panic that nobody
/// catches. Source: sync/rwmutex.go.
class rw_mutex : public Object {
 public:
  explicit rw_mutex(std::string_view name = "rw_mutex") : Object(name) {}
  explicit rw_mutex(std::nullptr_t) = delete;  // a 0 is no name
  ~rw_mutex() override;

  void lock();
  bool try_lock();
  void unlock();

  void lock_shared();
  bool try_lock_shared();
  void unlock_shared();

  [[nodiscard]] std::vector<TaskId> blockers(TaskId waiter) const override;
  [[nodiscard]] std::vector<TaskId> holders() const override;
  [[nodiscard]] std::string awaited(const Task& waiter) const override;

 private:
  struct Holder {
    TaskId id = TaskId::kNone;
    Slot slot{};
  };

  [[nodiscard]] bool claimed() const { return writer_.id != TaskId::kNone; }
  [[nodiscard]] bool write_held() const { return claimed() && readers_.empty(); }
  [[nodiscard]] Holder self() const;
  void claim();
  void await_readers();
  void let_readers_in();
  void report_unlocked(std::string_view act, std::string_view whose);

  Holder writer_;                // has it, or waits for readers_ to leave
  std::vector<Holder> readers_;  // that have it, one entry a lock_shared()
  std::vector<Holder> parked_;   // that wait for writer_
  TaskSet claiming_;             // tasks with an announced lock(): enabled while nobody has claimed
  SyncClock written_;
  SyncClock read_;
};

}  // namespace rollcall::sim
