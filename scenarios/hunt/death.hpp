#pragma once

#include "scenarios/hunt/segment.hpp"
#include "scenarios/hunt/worker_pool.hpp"

#include <string>
#include <string_view>

namespace rollcall {

/// The execution that a worker process died of, as a failure: `crash` with its signal, or
/// `livelock` where the watchdog or the pool's patience ended it. Its signature is the signal, the
/// kind of task and the op after which it died, as far as the process could still say so. Requires
/// that it died; of SIGKILL: twice.
[[nodiscard]] FailureReport failure_of(const BatchEnd& end);

/// Whether it died of SIGKILL: by a hand from outside or for want of memory, so perhaps not of what
/// it played.
[[nodiscard]] bool was_killed(const BatchEnd& end);

/// Whether that is all that is known of a failure. Playing it again would prove nothing.
[[nodiscard]] bool was_killed(const FailureReport& failure);

/// Whether the process died of a bug of rollcall itself (exit code 134), and not of what it played.
[[nodiscard]] bool is_own_bug(std::string_view last_words);

/// Thrown when a worker process died of a bug of rollcall.
struct WorkerBug {
  std::string last_words;
};

/// Throws WorkerBug if it died of that.
void check_worker(const BatchEnd& end);

}  // namespace rollcall
