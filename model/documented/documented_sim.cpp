#include "model/documented/documented_sim.hpp"

namespace rollcall::documented {

template class WorkerManager<SimRuntime>;
template class Dispatcher<SimRuntime>;

}  // namespace rollcall::documented
