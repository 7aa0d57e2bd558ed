#include "model/simulated/orchestrator_process.hpp"

#include <utility>

namespace rollcall::hardened {

template class WorkerManager<PoolSimRuntime>;
template class Dispatcher<PoolSimRuntime>;
template class Orchestrator<PoolSimRuntime>;

struct OrchestratorProcess::Run {
  Run(net::Network& network, PoolLedger& ledger, Durable& durable,
      const PoolSimRuntime::Options& runtime_options, const RegistryConfig& config)
      : runtime(network, ledger, durable, runtime_options), orchestrator(runtime, config) {}

  PoolSimRuntime runtime;
  Orchestrator<PoolSimRuntime> orchestrator;
};

OrchestratorProcess::OrchestratorProcess(net::Network& network, PoolLedger& ledger, Options options)
    : network_(network),
      wire_(network),
      ledger_(ledger),
      options_(std::move(options)),
      host_(network.add_host("orchestrator", options_.clock)) {}

OrchestratorProcess::~OrchestratorProcess() = default;

void OrchestratorProcess::start() {
  if (std::exchange(started_, true)) {
    return;
  }
  network_.spawn_on(host_, {.name = {.text = "orchestrator"}, .daemon = true}, [this] {
    const PoolSimRuntime::Options runtime_options{.host = host_, .write = options_.term_write};
    auto run =
        std::make_unique<Run>(network_, ledger_, durable_, runtime_options, options_.registry);
    run_ = std::move(run);
    if (dispatcher_paused_) {
      pause_dispatcher();
    }
    network_.listen(host_, options_.address, *this);
  });
}

void OrchestratorProcess::crash() {
  network_.crash(host_);  // Its tasks end before what they refer to.
  started_ = false;
  if (run_ != nullptr) {
    ledger_.manager_stopped(true);
    run_->orchestrator.manager().mutex().abandon();  // Who held it is no more to be blamed.
    run_.reset();
  }
}

void OrchestratorProcess::restart() {
  network_.restart(host_);
  start();
}

void OrchestratorProcess::pause() {
  network_.pause(host_);
  tell_pause();
}

void OrchestratorProcess::resume() {
  network_.resume(host_);
  tell_pause();
}

void OrchestratorProcess::shutdown(Duration limit) {
  shut_down_ = false;
  network_.spawn_on(host_, {.name = {.text = "shutdown"}, .daemon = true}, [this, limit] {
    if (run_ != nullptr) {  // Else it has not come to its first step: there is nothing to close.
      run_->orchestrator.shutdown(limit);
      ledger_.manager_stopped(true);
    }
    shut_down_ = true;
  });
}

void OrchestratorProcess::pause_dispatcher() {
  dispatcher_paused_ = true;
  for (const TaskId task : run_ == nullptr ? std::vector<TaskId>{} : run_->runtime.daemons()) {
    World::current().pause(task);
  }
  tell_pause();
}

void OrchestratorProcess::resume_dispatcher() {
  dispatcher_paused_ = false;
  for (const TaskId task : run_ == nullptr ? std::vector<TaskId>{} : run_->runtime.daemons()) {
    World::current().resume(task);
  }
  tell_pause();
}

void OrchestratorProcess::tell_pause() {
  ledger_.manager_paused(dispatcher_paused_ || network_.paused(host_));
}

void OrchestratorProcess::handle(net::Incoming incoming) {
  const net::MethodId method = incoming.method;
  net::Responder unknown = incoming.reply;
  const bool known =
      wire_.visit(method, [&]<typename Rpc>(Rpc) { serve<Rpc>(std::move(incoming)); });
  if (!known) {
    unknown.fail(net::StatusCode::kUnimplemented);
  }
}

template <typename Rpc>
void OrchestratorProcess::serve(net::Incoming incoming) {
  // Named after who asks, so that an order can say "w2: register".
  const SpawnOptions task{.name = {.text = network_.name(incoming.from)}, .daemon = true};
  network_.spawn_on(host_, task, [this, incoming = std::move(incoming)]() mutable {
    const auto& request = net::get<typename Rpc::Request>(incoming.request);
    incoming.reply.send(Wire::reply<Rpc>(run_->orchestrator.serve(Rpc{}, request)));
  });
}

const WorkerManager<PoolSimRuntime>* OrchestratorProcess::manager() const {
  return run_ == nullptr ? nullptr : &run_->orchestrator.manager();
}

}  // namespace rollcall::hardened
