#pragma once

#include "model/documented/worker_manager.hpp"
#include "model/runtime/runtime.hpp"

#include <string>

namespace rollcall::documented {

/// What the dispatcher does when a call over a worker's connection fails: the reference leaves it
/// open.
enum class FailedCall { kNothing, kDead, kFree };

/// The dispatcher that the reference implies ("Dispatcher pulls free worker for job assignment").
///
/// Takes a job, receives from FreeWorkers, marks that id busy and calls over the connection of the
/// record it pulled, in a task per job; when the call returns, marks that id free. Both marks act
/// on whatever record the id has by then.
template <Runtime R>
class Dispatcher {
  using Manager = WorkerManager<R>;
  using Worker = typename Manager::Worker;
  template <typename T>
  using Ref = typename R::template Ref<T>;

 public:
  using Jobs = typename R::template Channel<Job>;

  Dispatcher(R& runtime, Manager& manager, Jobs& jobs, FailedCall failed_call)
      : runtime_(runtime), manager_(manager), jobs_(jobs), failed_call_(failed_call) {}

  /// The body of one dispatcher task; returns when `jobs` is closed.
  void run() {
    while (const auto job = jobs_.receive()) {
      const auto worker = pull();
      if (!worker) {
        return;
      }
      mark_busy(*worker);
      runtime_.spawn({.text = "job", .number = job->number},
                     [this, job = *job, worker = *worker] { run_job(job, worker); });
    }
  }

 private:
  auto pull() {
    const typename R::Point pulled("pulled");
    auto worker = manager_.free_workers.receive();
    if (worker) {
      runtime_.probe().pulled((*worker)->record);
    }
    return worker;
  }

  void mark_busy(Ref<Worker> worker) {
    const typename R::Point marked("marked");
    manager_.set_worker_state(worker->info.id, "busy");
    runtime_.probe().marked(worker->record);
  }

  void run_job(const Job& job, Ref<Worker> worker) {
    const bool succeeded = call(job, worker);
    runtime_.probe().call_ended(worker->record, job.number, succeeded);
    const typename R::Point finished("finished");
    if (succeeded || failed_call_ == FailedCall::kFree) {
      manager_.set_worker_state(worker->info.id, "free");
    } else if (failed_call_ == FailedCall::kDead) {
      manager_.set_worker_state(worker->info.id, "dead");
    }
  }

  bool call(const Job& job, Ref<Worker> worker) {
    const auto sent = send(job, worker);
    return sent.wait();
  }

  // Reads the connection without the lock, as the reference's dispatcher must.
  auto send(const Job& job, Ref<Worker> worker) {
    const typename R::Point called("called");
    const Ref<Connection> connection = worker->grpc_conn.read();
    const auto sent = runtime_.start_call(connection, job);
    runtime_.probe().call_started(worker->record, job.number, connection->id);
    return sent;
  }

  R& runtime_;
  Manager& manager_;
  Jobs& jobs_;
  FailedCall failed_call_;
};

}  // namespace rollcall::documented
