#include "model/invariants/pack.hpp"

#include <algorithm>
#include <array>

namespace rollcall {
namespace {

// The more telling first.
constexpr std::array kAll{
    // every manager, after every step
    &kNoStaleWorker, &kNoDuplicateFreeWorker, &kNoLostFreeWorker, &kQueuedIsFree,
    &kConnectionMatchesRecord, &kDispatchHasConnection, &kDispatchGoesToRegisteredAddress,
    &kNoDispatchToDead, &kNoResurrection, &kLegalTransitions, &kNoSilentFailure,
    &kAcknowledgedIsRegistered, &kRefusedIsNotRegistered, &kNoJobBeforeAcknowledgement,
    &kAddressIsValid, &kOneProcessPerId, &kFreeIsVerified, &kFreeIsFresh, &kRunningIsBusy,
    &kOneJobPerWorker, &kNoConnectionLeak, &kNoLostJob, &kBounded, &kFairShare,
    // hardened managers, after every step
    &kStaleMessagesChangeNothing, &kOpenMessagesAreHeard, &kUniqueEpochs, &kGoneIsAbsent,
    &kNewestBootOnly, &kRegisterIsIdempotent, &kOneConnectionPerEpoch, &kLeasesAfterNow,
    &kDueIsDone, &kFreeListIsFreeSet, &kFreeListInOrder, &kDrainingIsNeverFree,
    &kDispatchableIsVerified, &kFreeMeansIdle, &kBusyWithThatJob, &kWorkIsOfItsEpoch,
    &kOpenWorkIsKept, &kJobAndWorkerAgree, &kAttemptsBounded, &kPendingInOrder, &kGrantsGrow,
    &kOneOutcomePerJob, &kDoneIsDone, &kRefusedJobIsRepeated, &kAtMostOnce,
    &kNoFreeWorkerWhileAJobWaits,
    // at rest
    &kNoIdleWorkerWhileAJobWaits, &kAllJobsDone, &kEveryLiveWorkerFree, &kEveryRecordIsALiveWorker,
    &kNothingHalfDone, &kNothingLeftOpen, &kShutdownClosesEverything, &kNoNeedlessRegistration,
    &kLinearizablePool};

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

template <typename Index>
std::vector<Index> all(std::uint32_t count) {
  std::vector<Index> indices;
  indices.reserve(count);
  for (std::uint32_t number = 0; number < count; ++number) {
    indices.push_back(Index{number});
  }
  return indices;
}

}  // namespace

std::span<const Invariant* const> all_invariants() { return kAll; }

std::vector<const Invariant*> invariants_of(std::string_view manager) {
  std::vector<const Invariant*> asked;
  std::copy_if(kAll.begin(), kAll.end(), std::back_inserter(asked), [&](const Invariant* one) {
    return manager != "documented" || one->scope != InvariantScope::kHardened;
  });
  return asked;
}

std::span<const EngineViolation> engine_violations() { return kEngine; }

const Invariant* find_invariant(std::string_view name) {
  const auto found = std::find_if(kAll.begin(), kAll.end(), [&](const Invariant* invariant) {
    return invariant->name == name;
  });
  return found == kAll.end() ? nullptr : *found;
}

JudgingList::JudgingList(std::span<const Invariant* const> judged) {
  std::size_t place = 0;
  for (const Invariant* invariant : judged) {
    const Entry entry{.invariant = invariant, .place = place++};
    Entries& entries = invariant->scope == InvariantScope::kAtRest ? at_rest : after_step;
    if (invariant->broken != nullptr) {
      entries.of_workers.push_back(entry);
    }
    if (invariant->broken_job != nullptr) {
      entries.of_jobs.push_back(entry);
    }
    if (invariant->broken_pool != nullptr) {
      entries.of_pool.push_back(entry);
    }
    for (std::size_t kind = 0; kind < Act::kKinds; ++kind) {
      if (invariant->acts.contains(Act::Kind{static_cast<std::uint8_t>(kind)})) {
        by_kind_.at(kind).push_back(entry);
      }
    }
    ensure(invariant->acts.empty() == (invariant->broken_act == nullptr),
           "who judges acts says which");
    needs_history = needs_history || invariant->needs_history;
  }
}

InvariantPack::InvariantPack(PoolLedger& ledger, const JudgingList& judged)
    : ledger_(ledger), judged_(judged) {
  ledger_.watch(*this);
  if (judged_.needs_history) {
    ledger_.keep_history();
  }
}

InvariantPack::~InvariantPack() { ledger_.unwatch(*this); }

// What is found is the first in order: those behind what is broken already are not asked.
template <typename Judge>
void InvariantPack::look(const std::vector<JudgingList::Entry>& entries, First& first,
                         Judge judge) {
  for (const auto& [invariant, place] : entries) {
    if (place >= first.place) {
      return;
    }
    if (auto message = judge(*invariant)) {
      first = {.invariant = invariant, .place = place, .message = *std::move(message)};
      return;
    }
  }
}

void InvariantPack::see(const Act& act) {
  World* const world = World::of_this_thread();
  if (world == nullptr) {
    return;  // What ends an execution is no event of it.
  }
  const bool was_broken = broken_act_.invariant != nullptr;
  look(judged_.of_acts(act.kind), broken_act_,
       [&](const Invariant& invariant) { return invariant.broken_act(ledger_, act); });
  if (broken_act_.place == 0) {  // None comes before it; and this step may yet end in a panic.
    world->report(std::string(broken_act_.invariant->name), broken_act_.message);
  } else if (!was_broken && broken_act_.invariant != nullptr) {
    world->request_check();
  }
}

bool InvariantPack::after_step(World& world) {
  const bool judgeable = ledger_.judgeable();
  First first = judgeable
                    ? judge(judged_.after_step, ledger_.take_changed(), ledger_.take_changed_jobs())
                    : First{};
  if (broken_act_.place < first.place) {
    first = broken_act_;
  }
  if (judgeable && first.invariant == nullptr && ledger_.take_rest()) {
    first = judge(judged_.at_rest, all<WorkerIndex>(ledger_.worker_count()),
                  all<JobIndex>(ledger_.job_count()));
  }
  if (first.invariant != nullptr) {
    world.report(std::string(first.invariant->name), first.message);
  }
  return judgeable || first.invariant != nullptr;
}

template <typename Workers, typename Jobs>
InvariantPack::First InvariantPack::judge(const JudgingList::Entries& judged,
                                          const Workers& workers, const Jobs& jobs) const {
  First first;
  for (const WorkerIndex index : workers) {
    const PoolLedger::Worker& worker = ledger_.worker(index);
    look(judged.of_workers, first,
         [&](const Invariant& invariant) { return invariant.broken(ledger_, worker); });
  }
  for (const JobIndex index : jobs) {
    const PoolJob& job = ledger_.job(index);
    look(judged.of_jobs, first,
         [&](const Invariant& invariant) { return invariant.broken_job(ledger_, job); });
  }
  look(judged.of_pool, first,
       [&](const Invariant& invariant) { return invariant.broken_pool(ledger_); });
  return first;
}

void InvariantPack::at_end(World& world) {
  if (Trace* const recording = world.recording()) {
    recording->tables = ledger_.tables();
  }
}

}  // namespace rollcall
