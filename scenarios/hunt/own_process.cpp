#include "scenarios/hunt/own_process.hpp"

#include "scenarios/hunt/death.hpp"

#include <utility>

namespace rollcall {
namespace {

constexpr std::chrono::milliseconds kWaitStep{100};

BatchEnd await_end(WorkerPool& pool) {
  while (true) {
    for (BatchEnd& end : pool.wait(kWaitStep)) {
      return std::move(end);
    }
  }
}

}  // namespace

BatchEnd in_own_process(const std::function<std::string()>& work) {
  WorkerPool pool(
      1, [&](const Batch&, const WorkerPool::Announce&) { return work(); }, kWorkPatience);
  return play_apart(pool, {.subject = 0, .range = {.first = 0, .end = 1}});
}

BatchEnd play_apart(WorkerPool& pool, const Batch& batch) {
  pool.give(0, batch);
  BatchEnd end = await_end(pool);
  if (was_killed(end)) {
    pool.give(0, batch);
    end = await_end(pool);
  }
  check_worker(end);
  return end;
}

}  // namespace rollcall
