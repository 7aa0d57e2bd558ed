#pragma once

#include "model/documented/dispatcher.hpp"
#include "model/documented/server.hpp"
#include "model/documented/worker_manager.hpp"
#include "model/runtime/net_runtime.hpp"
#include "model/runtime/sim_runtime.hpp"

namespace rollcall::documented {

/// The documented manager exists in the simulated world only: it is never to serve a real worker.
extern template class WorkerManager<SimRuntime>;
extern template class Dispatcher<SimRuntime>;
extern template class Server<SimRuntime>;

extern template class WorkerManager<NetRuntime>;
extern template class Dispatcher<NetRuntime>;
extern template class Server<NetRuntime>;

}  // namespace rollcall::documented
