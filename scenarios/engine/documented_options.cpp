#include "scenarios/engine/documented_options.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <string>

namespace rollcall {

documented::ManagerOptions documented_manager(const ManagerOptions& options) {
  const std::vector<std::string>& names = repair_names();
  const auto found = std::find(names.begin(), names.end(), options.repair);
  ensure(found != names.end(), "a repair is one of repair_names()");
  return {.free_capacity = options.free_capacity,
          .repair = static_cast<documented::Repair>(found - names.begin())};
}

documented::DispatcherOptions documented_dispatcher(const ManagerOptions& options) {
  using documented::FailedCall;
  return {.failed_call = options.failed_call == "dead"   ? FailedCall::kDead
                         : options.failed_call == "free" ? FailedCall::kFree
                                                         : FailedCall::kNothing};
}

}  // namespace rollcall
