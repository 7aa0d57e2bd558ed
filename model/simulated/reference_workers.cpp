#include "model/simulated/reference_workers.hpp"

#include "sim/sync/task.hpp"

#include <utility>

namespace rollcall::documented {
namespace {

std::string endpoint(const WorkerInfo& info) {
  const bool is_ipv6 = info.ip.find(':') != std::string::npos;
  return (is_ipv6 ? "[" + info.ip + "]" : info.ip) + ":" + std::to_string(info.port);
}

}  // namespace

ReferenceWorkers::ReferenceWorkers(net::Network& network, PoolLedger& ledger, Options options)
    : network_(network),
      ledger_(ledger),
      options_(std::move(options)),
      register_(network.method("Register")),
      submit_(network.method("Submit")),
      assign_(network.method("Assign")),
      probe_(network.method("Probe")),
      submitters_(network.add_host("submitters")),
      submitters_line_(network.open(submitters_, options_.orchestrator)) {}

std::size_t ReferenceWorkers::add(WorkerInfo info, net::HostClock clock) {
  const net::HostId host = network_.add_host(info.id, clock);
  by_host_.resize(net::index_of(host) + 1);
  by_host_[net::index_of(host)] = workers_.size();
  workers_.push_back({.info = std::move(info), .host = host});
  return workers_.size() - 1;
}

void ReferenceWorkers::start(std::size_t worker) {
  if (!workers_[worker].runs) {
    launch(workers_[worker]);
  }
}

void ReferenceWorkers::restart(std::size_t worker) {
  if (!workers_[worker].runs) {
    network_.restart(workers_[worker].host);
    launch(workers_[worker]);
  }
}

void ReferenceWorkers::launch(Worker& worker) {
  worker.runs = true;
  network_.listen(worker.host, endpoint(worker.info), *this);
  worker.process = ledger_.process_started(worker.info.id, 0, endpoint(worker.info));
  const SpawnOptions task{.name = {.text = "worker"}, .daemon = true};
  network_.spawn_on(worker.host, task, [this, &worker] { enlist(worker); });
}

// Its process is the task's: it crashes with it.
void ReferenceWorkers::enlist(const Worker& worker) {
  const net::ConnectionId line = network_.open(worker.host, options_.orchestrator);
  for (;;) {
    const net::Outcome outcome = network_.call(
        line, register_, net::make_payload<WorkerInfo>(worker.info), options_.call_timeout);
    if (outcome.ok() && net::get<bool>(outcome.reply)) {
      ledger_.answer_arrived(worker.process, {});
      return;
    }
    if (!outcome.ok()) {
      ledger_.caller_gave_up(worker.process);
    }
    sim::sleep(options_.retry_every);
  }
}

void ReferenceWorkers::crash(std::size_t worker) {
  Worker& self = workers_[worker];
  if (std::exchange(self.runs, false)) {
    network_.crash(self.host);
    ledger_.process_stopped(self.process);
  }
}

void ReferenceWorkers::pause(std::size_t worker) {
  if (workers_[worker].runs) {
    network_.pause(workers_[worker].host);
    ledger_.process_paused(workers_[worker].process, true);
  }
}

void ReferenceWorkers::resume(std::size_t worker) {
  if (workers_[worker].runs) {
    network_.resume(workers_[worker].host);
    ledger_.process_paused(workers_[worker].process, false);
  }
}

void ReferenceWorkers::apart(std::size_t worker) {
  if (workers_[worker].runs) {
    ledger_.process_apart(workers_[worker].process);
  }
}

void ReferenceWorkers::submit(Duration duration, bool idempotent) {
  const SpawnOptions task{.name = {.text = "submitter", .number = ++submission_count_},
                          .daemon = true};
  network_.spawn_on(submitters_, task, [this, duration, idempotent] {
    for (;;) {
      const net::Outcome outcome =
          network_.call(submitters_line_, submit_,
                        net::make_payload<Job>(Job{.duration = duration}), options_.call_timeout);
      if (outcome.ok() || (outcome.unknown() && !idempotent)) {
        return;
      }
      sim::sleep(options_.retry_every);
    }
  });
}

void ReferenceWorkers::handle(net::Incoming incoming) {
  const Worker& worker = workers_[by_host_[net::index_of(incoming.at)]];
  if (incoming.method != assign_ && incoming.method != probe_) {
    incoming.reply.fail(net::StatusCode::kUnimplemented);
    return;
  }
  ledger_.process_reached(worker.process, {}, 0);
  if (incoming.method == probe_) {
    incoming.reply.send({});
    return;
  }
  const Job job = net::get<Job>(incoming.request);
  ledger_.job_begun(worker.process, {}, 0, {.number = job.number});
  const SpawnOptions task{.name = {.text = "work", .number = job.number}, .daemon = true};
  network_.spawn_on(worker.host, task, [this, &worker, job, reply = incoming.reply]() mutable {
    sim::sleep(job.duration);
    ledger_.job_left(worker.process);
    reply.send(net::make_payload<bool>(true));
  });
}

}  // namespace rollcall::documented
