#pragma once

#include "sim/base/time.hpp"

#include <cstdint>
#include <string>

namespace rollcall {

/// What a manager was configured with, as far as invariants want to know. Zero, or "": not said,
/// and what depends on it is not judged.
struct PoolLimits {
  std::uint32_t workers_max = 0;
  std::uint32_t jobs_waiting_max = 0;
  std::uint32_t connections_max = 0;
  std::uint32_t tasks_max = 0;
  std::uint32_t attempts_max = 0;  // sendings of one job
  Duration heartbeat_every{};
  Duration lease{};
  Duration probe_timeout{};
  Duration assign_timeout{};
  Duration job_timeout{};
  Duration fresh_for{};  // a free worker was heard of so recently, by the manager's clock
  Duration retry_max{};  // the longest pause between two tries of a worker
  Duration call_timeout{};
  std::string orchestrator = "";  // "ip:port" of the manager itself
};

/// How long the pool may take to come to rest once faults have stopped, with `work` left to do:
/// what it believes in wrongly runs out (a lease, a sending, a job), the workers find out and
/// register (two rounds of a heartbeat or a try with its longest pause), and are verified (two
/// rounds). All of it twice: in the second half nothing may change any more.
[[nodiscard]] constexpr Duration quiet_time(const PoolLimits& limits, Duration work = {}) {
  const Duration wrong_beliefs = limits.lease + limits.assign_timeout + limits.job_timeout;
  const Duration round = limits.heartbeat_every + limits.retry_max + limits.call_timeout;
  return 2 * (wrong_beliefs + 2 * round + 2 * limits.probe_timeout + work);
}

}  // namespace rollcall
