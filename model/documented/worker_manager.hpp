#pragma once

#include "model/runtime/runtime.hpp"

#include <fmt/format.h>

#include <deque>
#include <map>
#include <mutex>
#include <string>

namespace rollcall::documented {

/// The reference's WorkerManager (`workerman.go`), statement by statement and defect for defect.
///
/// Registration is three critical sections (publish, attach, free) that look the id up anew each
/// time; the connection is lazy; a free worker is put into a bounded queue that drops when full;
/// states are strings and nothing guards their changes. Source: the reference page "Worker
/// registration", sections 2 and 3.
template <Runtime R>
class WorkerManager {
  template <typename T>
  using Ref = typename R::template Ref<T>;
  template <typename T>
  using Shared = typename R::template Shared<T>;

 public:
  /// `Worker` of the reference. Never freed while the manager lives: whoever still refers to a
  /// replaced one finds it.
  struct Worker {
    Worker(const WorkerInfo& worker_info, Time now) : info(worker_info), last_seen(now) {}

    WorkerInfo info;
    Time last_seen;
    Shared<std::string> state{"registering", "worker state"};
    Shared<Ref<Connection>> grpc_conn{{}, "worker connection"};
    RecordId record = RecordId::kNone;  // what the probe calls it
  };

  WorkerManager(R& runtime, std::size_t free_capacity)
      : free_workers(free_capacity, "FreeWorkers"), runtime_(runtime) {
    runtime_.probe().guarded_by(mutex_);
  }

  /// `RegisterWorker`. False: the connection could not be made, and the worker is marked dead.
  bool register_worker(const WorkerInfo& info) {
    publish(info);
    const std::string target = fmt::format("{}:{}", info.ip, info.port);
    const Ref<Connection> connection = runtime_.dial(target);
    if (connection.nil()) {
      const typename R::Point refused("refused");
      set_worker_state(info.id, "dead");
      return false;
    }
    attach(info.id, connection);
    const typename R::Point freed("freed");
    set_worker_state(info.id, "free");
    return true;
  }

  /// `SetWorkerState`. An unknown id is ignored, a full queue drops; nobody is told of either.
  void set_worker_state(const std::string& worker_id, const std::string& state) {
    const std::scoped_lock lock(mutex_);
    const auto found = workers_.find(worker_id);
    if (found == workers_.end()) {
      return;
    }
    const Ref<Worker> worker = found->second;
    worker->state.write(state);
    runtime_.probe().state_changed(worker->record, state);
    if (state == "free") {
      push(worker);
    }
  }

  typename R::template Channel<Ref<Worker>> free_workers;

 private:
  // The reference locks and unlocks by hand here, so a panic in between leaves the mutex locked; so
  // do we.
  void publish(const WorkerInfo& info) {
    const typename R::Point published("published");
    mutex_.lock();
    Worker& worker = records_.emplace_back(info, runtime_.now());
    workers_[info.id] = Ref<Worker>(&worker);
    worker.record = runtime_.probe().published(info.id, fmt::format("{}:{}", info.ip, info.port),
                                               "registering");
    mutex_.unlock();
  }

  void push(Ref<Worker> worker) {
    PoolLedger& probe = runtime_.probe();
    if (!free_workers.try_send(worker)) {
      probe.dropped(worker->record);
    } else if (free_workers.size() == probe.queue().size()) {
      probe.handed_over(worker->record);
    } else {
      probe.enqueued(worker->record);
    }
  }

  void attach(const std::string& worker_id, Ref<Connection> connection) {
    const typename R::Point attached("attached");
    mutex_.lock();
    const Ref<Worker> worker = workers_[worker_id];
    worker->grpc_conn.write(connection);
    runtime_.probe().attached(worker->record, connection->id, connection->target);
    mutex_.unlock();
  }

  R& runtime_;
  typename R::Mutex mutex_{"wm.mu"};
  std::map<std::string, Ref<Worker>> workers_;
  std::deque<Worker> records_;
};

}  // namespace rollcall::documented
