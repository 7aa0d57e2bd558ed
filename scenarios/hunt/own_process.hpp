#pragma once

#include "scenarios/hunt/worker_pool.hpp"

#include <functional>
#include <string>

namespace rollcall {

constexpr auto kWorkPatience = 3 * kExecutionPatience;  // A recording and its replay are one work.

/// Does something in a process of its own, under a watchdog, so that a crash of the code under test
/// is told and not shared: kDone with what it gave, else how it died. One that is killed from
/// outside is done again, once. Throws WorkerBug (death.hpp).
[[nodiscard]] BatchEnd in_own_process(const std::function<std::string()>& work);

/// The same for one of several works, by the only process of a pool that has nothing to do: that
/// makes a process for each that dies and not for each work.
[[nodiscard]] BatchEnd play_apart(WorkerPool& pool, const Batch& batch);

}  // namespace rollcall
