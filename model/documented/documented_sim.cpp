#include "model/documented/documented_sim.hpp"

namespace rollcall::documented {

template class WorkerManager<SimRuntime>;
template class Dispatcher<SimRuntime>;
template class Server<SimRuntime>;

template class WorkerManager<NetRuntime>;
template class Dispatcher<NetRuntime>;
template class Server<NetRuntime>;

}  // namespace rollcall::documented
