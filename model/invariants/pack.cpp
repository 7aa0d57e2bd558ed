#include "model/invariants/pack.hpp"

#include <algorithm>
#include <array>

namespace rollcall {
namespace {

constexpr std::array<const Invariant*, 5> kAll{&kNoStaleWorker, &kNoDuplicateFreeWorker,
                                               &kNoLostFreeWorker, &kQueuedIsFree,
                                               &kConnectionMatchesRecord};

constexpr std::array<EngineViolation, 9> kEngine{{
    {.name = "deadlock", .statement = "some task can always go on, or all have ended"},
    {.name = "task-leak", .statement = "no task stays blocked for ever once the first has ended"},
    {.name = "panic", .statement = "no exception leaves a task, and the vocabulary is not misused"},
    {.name = "livelock", .statement = "an execution ends within its bound of steps"},
    {.name = "data-race",
     .statement = "two accesses to plain memory, one of them a write, are ordered"},
    {.name = "lock-left-held", .statement = "no task ends with a lock that others may want"},
    {.name = "lost-wakeup", .statement = "no task waits for ever for what is there"},
    {.name = "real-world", .statement = "no task uses real clocks, entropy or threads"},
    {.name = "task-limit", .statement = "an execution has at most 30,000 tasks alive at once"},
}};

}  // namespace

std::span<const Invariant* const> all_invariants() { return kAll; }

std::span<const EngineViolation> engine_violations() { return kEngine; }

const Invariant* find_invariant(std::string_view name) {
  const auto found = std::find_if(kAll.begin(), kAll.end(), [&](const Invariant* invariant) {
    return invariant->name == name;
  });
  return found == kAll.end() ? nullptr : *found;
}

bool InvariantPack::after_step(World& world) {
  if (!ledger_.judgeable()) {
    return false;
  }
  const std::vector<WorkerIndex>& changed = ledger_.take_changed();
  for (const Invariant* invariant : judged_) {
    for (const WorkerIndex worker : changed) {
      if (auto message = invariant->broken(ledger_, ledger_.worker(worker))) {
        world.report(std::string(invariant->name), *std::move(message));
        return true;
      }
    }
  }
  return true;
}

void InvariantPack::at_end(World& world) {
  if (Trace* const recording = world.recording()) {
    recording->tables = ledger_.tables();
  }
}

}  // namespace rollcall
