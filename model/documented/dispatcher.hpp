#pragma once

#include "model/documented/worker_manager.hpp"
#include "model/runtime/runtime.hpp"

#include <string>

namespace rollcall::documented {

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

  Dispatcher(R& runtime, Manager& manager, Jobs& jobs, const DispatcherOptions& options)
      : runtime_(runtime), manager_(manager), jobs_(jobs), options_(options) {}

  /// What a submitter does: from then on the manager has the job. Waits if `jobs` is full.
  void submit(const Job& job) {
    runtime_.probe().job_accepted({.number = job.number});
    runtime_.probe().job_queued({.number = job.number}, false, 0);
    jobs_.send(job);
  }

  /// The body of one dispatcher task; returns when `jobs` is closed.
  void run() {
    while (const auto job = jobs_.receive()) {
      const auto worker = pull_worker();
      if (!worker) {
        return;
      }
      if (!options_.marks_after_sending) {
        mark_busy(*worker);
      }
      start_job(*job, *worker);
      if (options_.marks_after_sending) {
        mark_busy(*worker);
      }
    }
  }

 private:
  void start_job(const Job& job, Ref<Worker> worker) {
    if (options_.one_call_at_a_time) {
      run_job(job, worker);
      return;
    }
    runtime_.spawn({.text = "job", .number = job.number},
                   [this, job, worker] { run_job(job, worker); });
  }

  auto pull_worker() {
    auto worker = pull();
    while (worker && skips(*worker)) {
      worker = pull();
    }
    return worker;
  }

  bool skips(Ref<Worker> worker) {
    if (manager_.options().repair != Repair::kSkipWhatIsNotFree || manager_.is_free(worker)) {
      return false;
    }
    runtime_.probe().skipped(worker->record);
    return true;
  }

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
    if (succeeded || options_.failed_call == FailedCall::kFree) {
      manager_.set_worker_state(worker->info.id, "free");
    } else if (options_.failed_call == FailedCall::kDead) {
      manager_.set_worker_state(worker->info.id, "dead");
    }
    if (!succeeded && options_.repeats_failed) {
      submit(job);
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
    runtime_.probe().call_started(worker->record, job.number,
                                  connection.nil() ? ConnectionId::kNone : connection->id);
    return runtime_.start_call(connection, job);
  }

  R& runtime_;
  Manager& manager_;
  Jobs& jobs_;
  DispatcherOptions options_;
};

}  // namespace rollcall::documented
