#pragma once

#include "scenarios/hunt/worker_pool.hpp"

#include <functional>
#include <string>

namespace rollcall {

/// Does something in a process of its own, under a watchdog, so that a crash of the code under test
/// is told and not shared: kDone with what it gave, else how it died. One that is killed from
/// outside is done again, once. Throws WorkerBug (death.hpp).
[[nodiscard]] BatchEnd in_own_process(const std::function<std::string()>& work);

}  // namespace rollcall
