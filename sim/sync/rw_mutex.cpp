#include "sim/sync/rw_mutex.hpp"

#include <algorithm>
#include <string>

namespace rollcall::sim {

// As mutex's: nobody is left who could unlock it.
rw_mutex::~rw_mutex() {
  World& world = this->world();
  if (!executing()) {
    return;
  }
  for (const TaskId holder : holders()) {
    if (world.find(holder) == nullptr) {
      world.report("lock-left-held", world.object_text(id()) + " is destroyed while held by " +
                                         world.task_text(holder));
    }
  }
}

rw_mutex::Holder rw_mutex::self() const {
  const Task& task = world().running();
  return {.id = task.id, .slot = task.slot};
}

// --- writers ---

void rw_mutex::lock() {
  World& world = op_world();
  const Op op{.kind = OpKind::kLock, .object = id()};
  if (!world.cancelling()) {
    claiming_.insert(world.running().slot);
    if (claimed()) {
      world.look_for_cycle(op, writer_.slot);
    }
  }
  if (!world.announce(op, !claimed())) {
    return;
  }
  world.touch({.object = id(), .access = Access::kAcquire});
  claim();
  if (!readers_.empty()) {
    await_readers();
  }
  world.acquire(written_);
  world.acquire(read_);
}

void rw_mutex::claim() {
  writer_ = self();
  claiming_.erase(writer_.slot);
  world().disable(claiming_);
}

void rw_mutex::await_readers() {
  World& world = this->world();
  const Op op{.kind = OpKind::kGranted, .object = id()};
  for (const Holder& reader : readers_) {
    world.look_for_cycle(op, reader.slot);
  }
  static_cast<void>(world.announce(op, false));
}

bool rw_mutex::try_lock() {
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kTryLock, .object = id()})) {
    return false;
  }
  const bool free = !claimed() && readers_.empty();
  world.touch({.object = id(), .access = free ? Access::kTryAcquire : Access::kRead});
  if (free) {
    claim();
    world.acquire(written_);
    world.acquire(read_);
  }
  return free;
}

void rw_mutex::unlock() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kUnlock, .object = id()})) {
    return;
  }
  world.touch({.object = id(), .access = write_held() ? Access::kRelease : Access::kWrite});
  if (!write_held()) {
    report_unlocked("unlocks", "writer");
    return;
  }
  writer_ = {};
  world.release(written_);
  let_readers_in();
  world.enable(claiming_);
}

void rw_mutex::let_readers_in() {
  for (const Holder& reader : parked_) {
    readers_.push_back(reader);
    world().enable(reader.slot);
  }
  parked_.clear();
}

// --- readers ---

// Who shares, parks behind a writer or leaves commutes with the others who do: only the writer
// looks at how many they are.
void rw_mutex::lock_shared() {
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kReadLock, .object = id()})) {
    return;
  }
  world.touch({.object = id(), .access = Access::kShare});
  if (claimed()) {
    const Op op{.kind = OpKind::kGranted, .object = id()};
    parked_.push_back(self());
    world.look_for_cycle(op, writer_.slot);
    if (!world.announce(op, false)) {
      return;
    }
  } else {
    readers_.push_back(self());
  }
  world.acquire(written_);
}

bool rw_mutex::try_lock_shared() {
  World& world = op_world();
  if (!world.announce({.kind = OpKind::kTryReadLock, .object = id()})) {
    return false;
  }
  world.touch({.object = id(), .access = claimed() ? Access::kRead : Access::kShare});
  if (claimed()) {
    return false;
  }
  readers_.push_back(self());
  world.acquire(written_);
  return true;
}

void rw_mutex::unlock_shared() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kReadUnlock, .object = id()})) {
    return;
  }
  const auto own = std::find_if(readers_.begin(), readers_.end(), [&](const Holder& reader) {
    return reader.id == world.running().id;
  });
  // Another task may do it for a reader: for the oldest of those who are in.
  const bool is_own = own != readers_.end();
  world.touch({.object = id(), .access = is_own ? Access::kShare : Access::kWrite});
  if (readers_.empty()) {
    report_unlocked("read-unlocks", "reader");
    return;
  }
  const auto oldest =
      std::min_element(readers_.begin(), readers_.end(),
                       [](const Holder& left, const Holder& right) { return left.id < right.id; });
  readers_.erase(is_own ? own : oldest);
  world.merge(read_);
  if (claimed()) {
    // Each that leaves is waited for, though only the last lets the writer go on.
    readers_.empty() ? world.enable(writer_.slot) : world.order_before(writer_.slot);
  }
}

// --- for whoever explains a deadlock ---

std::vector<TaskId> rw_mutex::holders() const {
  std::vector<TaskId> all;
  if (write_held()) {
    all.push_back(writer_.id);
  }
  for (const Holder& reader : readers_) {
    if (std::find(all.begin(), all.end(), reader.id) == all.end()) {
      all.push_back(reader.id);
    }
  }
  // Who came first is no part of what executions are told apart by.
  std::sort(all.begin(), all.end());
  return all;
}

std::vector<TaskId> rw_mutex::blockers(TaskId waiter) const {
  const Task* const task = world().find(waiter);
  if (task == nullptr || !claimed() ||
      (task->pending.kind != OpKind::kLock && task->pending.kind != OpKind::kGranted)) {
    return {};
  }
  return waiter == writer_.id && task->pending.kind == OpKind::kGranted ? holders()
                                                                        : std::vector{writer_.id};
}

std::string rw_mutex::awaited(const Task& waiter) const {
  if (waiter.pending.kind != OpKind::kGranted) {
    return "";
  }
  return "get " + world().object_text(id()) +
         (waiter.id == writer_.id ? " for writing" : " for reading");
}

void rw_mutex::report_unlocked(std::string_view act, std::string_view whose) {
  World& world = this->world();
  world.report("panic", "task '" + world.running().name.str() + "' " + std::string(act) + " " +
                            std::string(name()) + ", which no " + std::string(whose) + " holds");
}

}  // namespace rollcall::sim
