#include "scenarios/hunt/own_process.hpp"

#include "scenarios/hunt/death.hpp"

#include <utility>

namespace rollcall {
namespace {

constexpr std::chrono::milliseconds kLookEvery{100};
constexpr auto kPatience = 3 * kExecutionPatience;  // A recording and its replay are one work.

BatchEnd await_end(WorkerPool& pool) {
  while (true) {
    for (BatchEnd& end : pool.wait(kLookEvery)) {
      return std::move(end);
    }
  }
}

}  // namespace

BatchEnd in_own_process(const std::function<std::string()>& work) {
  WorkerPool pool(
      1, [&](const Batch&, const WorkerPool::Announce&) { return work(); }, kPatience);
  const Batch once{.subject = 0, .range = {.first = 0, .end = 1}};
  pool.give(0, once);
  BatchEnd end = await_end(pool);
  if (was_killed(end)) {
    pool.give(0, once);
    end = await_end(pool);
  }
  check_worker(end);
  return end;
}

}  // namespace rollcall
