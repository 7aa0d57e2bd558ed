#include "model/simulated/reference_process.hpp"

#include "sim/sync/task.hpp"

#include <fmt/format.h>

#include <utility>

namespace rollcall::documented {

struct ReferenceProcess::Run {
  Run(net::Network& network, net::HostId host, PoolLedger& ledger, std::uint32_t& connection_count,
      const Options& options)
      : runtime(network, host, ledger, connection_count),
        manager(runtime, options.manager),
        server(manager, OnPanic::kDies),
        jobs(options.jobs_max, "jobs"),
        dispatcher(runtime, manager, jobs, options.dispatcher) {}

  NetRuntime runtime;
  WorkerManager<NetRuntime> manager;
  Server<NetRuntime> server;
  Dispatcher<NetRuntime>::Jobs jobs;
  Dispatcher<NetRuntime> dispatcher;
};

ReferenceProcess::ReferenceProcess(net::Network& network, PoolLedger& ledger, Options options)
    : network_(network),
      ledger_(ledger),
      options_(std::move(options)),
      host_(network.add_host("orchestrator", options_.clock)),
      register_(network.method("Register")),
      submit_(network.method("Submit")) {}

ReferenceProcess::~ReferenceProcess() = default;

void ReferenceProcess::start() {
  if (std::exchange(started_, true)) {
    return;
  }
  network_.spawn_on(host_, {.name = {.text = "orchestrator"}, .daemon = true}, [this] {
    auto run = std::make_unique<Run>(network_, host_, ledger_, connection_count_, options_);
    run_ = std::move(run);
    for (std::uint32_t number = 1; number <= options_.dispatchers; ++number) {
      dispatchers_.push_back(run_->runtime.spawn_daemon({.text = "dispatcher", .number = number},
                                                        [this] { run_->dispatcher.run(); }));
    }
    if (dispatchers_paused_) {
      pause_dispatchers();
    }
    network_.listen(host_, options_.address, *this);
  });
}

void ReferenceProcess::crash() {
  network_.crash(host_);  // Its tasks end before what they refer to.
  started_ = false;
  dispatchers_.clear();
  if (run_ != nullptr) {
    ledger_.manager_stopped(false);
    run_->manager.mutex().abandon();  // Who held it is no more to be blamed.
    run_.reset();
  }
}

void ReferenceProcess::restart() {
  network_.restart(host_);
  start();
}

void ReferenceProcess::set_worker_state(std::string id, std::string state) {
  const SpawnOptions task{.name = {.text = name_of("set_state", id)}, .daemon = true};
  network_.spawn_on(host_, task, [this, id = std::move(id), state = std::move(state)] {
    if (run_ != nullptr) {
      const sim::Point set("set");
      run_->manager.set_worker_state(id, state);
    }
  });
}

void ReferenceProcess::pause_dispatchers() {
  dispatchers_paused_ = true;
  for (const TaskId dispatcher : dispatchers_) {
    World::current().pause(dispatcher);
  }
}

void ReferenceProcess::resume_dispatchers() {
  dispatchers_paused_ = false;
  for (const TaskId dispatcher : dispatchers_) {
    World::current().resume(dispatcher);
  }
}

void ReferenceProcess::handle(net::Incoming incoming) {
  const std::string_view caller = network_.name(incoming.from);
  if (incoming.method == register_) {
    const SpawnOptions task{.name = {.text = name_of("register", caller)}, .daemon = true};
    network_.spawn_on(host_, task, [this, incoming = std::move(incoming)]() mutable {
      const bool success = run_->server.register_worker(net::get<WorkerInfo>(incoming.request));
      incoming.reply.send(net::make_payload<bool>(success));
    });
  } else if (incoming.method == submit_) {
    network_.spawn_on(host_, {.name = {.text = "submit"}, .daemon = true},
                      [this, incoming = std::move(incoming)]() mutable {
                        Job job = net::get<Job>(incoming.request);
                        job.number = ++job_count_;
                        run_->dispatcher.submit(job);
                        incoming.reply.send(net::make_payload<bool>(true));
                      });
  } else {
    incoming.reply.fail(net::StatusCode::kUnimplemented);
  }
}

std::string_view ReferenceProcess::name_of(std::string_view verb, std::string_view worker) {
  std::string name = fmt::format("{} {}", verb, worker);
  const std::uint32_t number = ++name_counts_[name];
  return names_.emplace_back(fmt::format("{} #{}", name, number));
}

}  // namespace rollcall::documented
