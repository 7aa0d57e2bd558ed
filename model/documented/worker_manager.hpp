#pragma once

#include "model/documented/options.hpp"
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
/// states are strings and nothing guards their changes. What a deployment adds (removal, shutdown)
/// and the repairs that do not repair are options. Source: the reference page "Worker
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

  WorkerManager(R& runtime, const ManagerOptions& options)
      : free_workers(make_queue(options)), runtime_(runtime), options_(options) {
    runtime_.probe().guarded_by(mutex_);
  }

  /// `RegisterWorker`. False: the connection could not be made, and the worker is marked dead.
  bool register_worker(const WorkerInfo& info) {
    if (options_.repair == Repair::kOneLockOverAll) {
      return register_under_one_lock(info);
    }
    const RecordId record = publish(info);
    const Ref<Connection> connection = runtime_.dial(target_of(info));
    if (connection.nil()) {
      const typename R::Point refused("refused");
      set_worker_state(info.id, "dead");
      runtime_.probe().answered(record, false);
      return false;
    }
    attach(info.id, connection);
    const typename R::Point freed("freed");
    set_worker_state(info.id, "free");
    runtime_.probe().answered(record, true);
    return true;
  }

  /// `SetWorkerState`. An unknown id is ignored, a full queue drops; nobody is told of either.
  void set_worker_state(const std::string& worker_id, const std::string& state) {
    std::unique_lock lock(mutex_);
    const Ref<Worker> freed = change_state(worker_id, state);
    if (freed.nil()) {
      return;
    }
    if (options_.repair == Repair::kPushAfterUnlock) {
      lock.unlock();
    }
    push(freed);
  }

  /// Added: takes the worker out of the map. Whatever else refers to it stays.
  void remove(const std::string& worker_id) {
    const typename R::Point removed("removed");
    const std::scoped_lock lock(mutex_);
    const Ref<Worker> worker = find(worker_id);
    if (!worker.nil()) {
      workers_.erase(worker_id);
      runtime_.probe().removed(worker->record);
    }
  }

  /// Added: lets dispatchers end by closing the queue.
  void shut_down() {
    const typename R::Point closed("closed");
    free_workers.close();
    runtime_.probe().shutdown_began();
  }

  /// Added, for kSkipWhatIsNotFree.
  bool is_free(Ref<Worker> worker) {
    const std::scoped_lock lock(mutex_);
    return worker->state.read() == "free";
  }

  [[nodiscard]] const ManagerOptions& options() const { return options_; }
  /// For whoever ends its process.
  [[nodiscard]] typename R::Mutex& mutex() { return mutex_; }

  typename R::template Channel<Ref<Worker>> free_workers;

 private:
  using Queue = typename R::template Channel<Ref<Worker>>;

  static Queue make_queue(const ManagerOptions& options) {
    if (options.made != Made::kProperly) {
      return Queue(R::kNil, "FreeWorkers");
    }
    return Queue(options.free_capacity * (options.repair == Repair::kBiggerQueue ? 10 : 1),
                 "FreeWorkers");
  }

  // What the reference dials: an IPv6 address is not put in brackets.
  static std::string target_of(const WorkerInfo& info) {
    return fmt::format("{}:{}", info.ip, info.port);
  }

  // Where the caller is, as it meant it.
  static std::string address_of(const WorkerInfo& info) {
    const bool is_ipv6 = info.ip.find(':') != std::string::npos;
    return is_ipv6 ? fmt::format("[{}]:{}", info.ip, info.port) : target_of(info);
  }

  // The reference locks and unlocks by hand here, so a panic in between leaves the mutex locked; so
  // do we.
  RecordId publish(const WorkerInfo& info) {
    const typename R::Point published("published");
    mutex_.lock();
    const RecordId record = insert(info);
    mutex_.unlock();
    return record;
  }

  void attach(const std::string& worker_id, Ref<Connection> connection) {
    const typename R::Point attached("attached");
    mutex_.lock();
    connect(worker_id, connection);
    mutex_.unlock();
  }

  bool register_under_one_lock(const WorkerInfo& info) {
    const typename R::Point registered("registered");
    const std::scoped_lock lock(mutex_);
    const RecordId record = insert(info);
    const Ref<Connection> connection = runtime_.dial_and_wait(target_of(info));
    if (!connection.nil()) {
      connect(info.id, connection);
    }
    const Ref<Worker> freed = change_state(info.id, connection.nil() ? "dead" : "free");
    if (!freed.nil()) {
      push(freed);
    }
    runtime_.probe().answered(record, !connection.nil());
    return !connection.nil();
  }

  // The rest is done under the lock.

  Ref<Worker> find(const std::string& worker_id) const {
    const auto found = workers_.find(worker_id);
    return found == workers_.end() ? Ref<Worker>() : found->second;
  }

  RecordId insert(const WorkerInfo& info) {
    if (options_.made == Made::kNotAtAll) {
      throw typename R::Panic("assignment to entry in nil map");
    }
    if (options_.repair == Repair::kCloseOldConnection) {
      close_connection(find(info.id));
    }
    Worker& worker = records_.emplace_back(info, runtime_.now());
    workers_[info.id] = Ref<Worker>(&worker);
    worker.record = runtime_.probe().published(info.id, address_of(info), "registering");
    return worker.record;
  }

  void connect(const std::string& worker_id, Ref<Connection> connection) {
    const Ref<Worker> worker = find(worker_id);
    worker->grpc_conn.write(connection);
    runtime_.probe().attached(worker->record, connection->id, connection->target);
  }

  void close_connection(Ref<Worker> worker) {
    if (worker.nil()) {
      return;
    }
    const Ref<Connection> connection = worker->grpc_conn.read();
    if (!connection.nil()) {
      runtime_.hang_up(connection);
      runtime_.probe().connection_closed(worker->record);
    }
  }

  // Returns whom to push, nil if nobody.
  Ref<Worker> change_state(const std::string& worker_id, const std::string& state) {
    const Ref<Worker> worker = find(worker_id);
    if (worker.nil()) {
      runtime_.probe().ignored(worker_id, state);
      return {};
    }
    const bool pushes = state == "free" && (options_.repair != Repair::kPushOnChangeOnly ||
                                            worker->state.read() != "free");
    worker->state.write(state);
    runtime_.probe().state_changed(worker->record, state);
    return pushes ? worker : Ref<Worker>();
  }

  void push(Ref<Worker> worker) {
    switch (options_.repair) {
      case Repair::kBlockingPush:
      case Repair::kPushAfterUnlock:
        push_and_wait(worker);
        return;
      case Repair::kPushFromATask:
        runtime_.spawn({.text = "push"}, [this, worker] { push_and_wait(worker); });
        return;
      case Repair::kNone:
      case Repair::kBiggerQueue:
      case Repair::kSkipWhatIsNotFree:
      case Repair::kPushOnChangeOnly:
      case Repair::kCloseOldConnection:
      case Repair::kOneLockOverAll:
        push_or_drop(worker);
        return;
    }
  }

  void push_or_drop(Ref<Worker> worker) {
    if (free_workers.try_send(worker)) {
      tell_pushed(worker);
    } else {
      runtime_.probe().dropped(worker->record);
    }
  }

  void push_and_wait(Ref<Worker> worker) {
    const typename R::Point pushed("pushed");
    bool waits = false;
    free_workers.send(worker, [&] {
      waits = true;
      runtime_.probe().waits_for_room(worker->record);
    });
    if (!waits) {
      tell_pushed(worker);
    }
  }

  // In the step of the push.
  void tell_pushed(Ref<Worker> worker) {
    PoolLedger& probe = runtime_.probe();
    if (free_workers.size() == probe.queue().size()) {
      probe.handed_over(worker->record);
    } else {
      probe.enqueued(worker->record);
    }
  }

  R& runtime_;
  ManagerOptions options_;
  typename R::Mutex mutex_{"wm.mu"};
  std::map<std::string, Ref<Worker>> workers_;
  std::deque<Worker> records_;
};

}  // namespace rollcall::documented
