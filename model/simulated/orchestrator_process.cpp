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

void OrchestratorProcess::pause() { network_.pause(host_); }

void OrchestratorProcess::resume() {
  network_.resume(host_);
  ledger_.manager_resumed();
}

void OrchestratorProcess::shutdown(Duration limit) {
  shut_down_ = false;
  network_.spawn_on(host_, {.name = {.text = "shutdown"}, .daemon = true}, [this, limit] {
    run_->orchestrator.shutdown(limit);
    ledger_.manager_stopped(true);
    shut_down_ = true;
  });
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
