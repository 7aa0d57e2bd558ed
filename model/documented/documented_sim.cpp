#include "model/documented/documented_sim.hpp"

namespace rollcall::documented {

template class WorkerManager<SimRuntime>;
template class Dispatcher<SimRuntime>;
template class Server<SimRuntime>;

}  // namespace rollcall::documented
