#include "sim/sync/std_thread.hpp"

namespace rollcall::sim::std_shaped {

thread::~thread() {
  if (joinable() && !World::current().cancelling()) {
    World::current().report("panic", "a thread is destroyed while joinable");
  }
}

thread& thread::operator=(thread&& other) noexcept {
  if (joinable() && !World::current().cancelling()) {
    World::current().report("panic", "a thread is assigned to while joinable");
  }
  id_ = std::exchange(other.id_, TaskId::kNone);
  end_ = std::move(other.end_);
  return *this;
}

void thread::require_joinable(const char* act) const {
  if (!joinable()) {
    throw Panic(std::string(act) + " of a thread that is not joinable");
  }
}

void thread::join() {
  require_joinable("join");
  end_->await();
  end_.reset();
  id_ = TaskId::kNone;
}

void thread::detach() {
  require_joinable("detach");
  end_.reset();
  id_ = TaskId::kNone;
}

void thread::join_in_destructor() {
  if (joinable()) {
    end_->await_in_destructor();
    end_.reset();
    id_ = TaskId::kNone;
  }
}

bool StopState::requested() const {
  if (op_world().announce({.kind = OpKind::kLoad, .object = id()})) {
    world().touch({.object = id(), .access = Access::kRead});
    world().acquire(clock_);
  }
  return requested_;
}

bool StopState::request() {
  World& world = op_world();
  if (world.over_in_destructor() ||
      !world.announce_in_destructor({.kind = OpKind::kStore, .object = id()})) {
    return false;
  }
  world.touch({.object = id()});
  world.merge(clock_);
  return !std::exchange(requested_, true);
}

jthread::~jthread() { stop_and_join(); }

jthread& jthread::operator=(jthread&& other) noexcept {
  stop_and_join();
  source_ = std::move(other.source_);
  thread_ = std::move(other.thread_);
  return *this;
}

void jthread::stop_and_join() {
  if (joinable()) {
    request_stop();
    thread_.join_in_destructor();
  }
}

}  // namespace rollcall::sim::std_shaped
