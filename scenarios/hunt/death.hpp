#pragma once

#include "scenarios/hunt/segment.hpp"
#include "scenarios/hunt/worker_pool.hpp"

#include <string_view>

namespace rollcall {

/// The execution that a worker process died of, as a failure: `crash` with its signal, or
/// `livelock` where the watchdog or the pool's patience ended it. Its signature is the signal, the
/// kind of task and the op after which it died, as far as the process could still say so. Requires
/// that it died.
[[nodiscard]] FailureReport failure_of(const BatchEnd& end);

/// Whether the process died of a bug of rollcall itself (exit code 134), and not of what it played.
[[nodiscard]] bool is_own_bug(std::string_view last_words);

}  // namespace rollcall
