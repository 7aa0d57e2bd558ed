#pragma once

#include "model/documented/options.hpp"
#include "scenarios/language/scenario.hpp"

namespace rollcall {

/// What `manager:` says of the documented one.
[[nodiscard]] documented::ManagerOptions documented_manager(const ManagerOptions& options);
[[nodiscard]] documented::DispatcherOptions documented_dispatcher(const ManagerOptions& options);

}  // namespace rollcall
