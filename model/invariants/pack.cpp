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

Invariant::Broken broken(const PoolLedger& ledger, const Invariant& invariant,
                         const std::vector<WorkerIndex>& workers,
                         const std::vector<JobIndex>& jobs) {
  if (invariant.broken != nullptr) {
    for (const WorkerIndex worker : workers) {
      if (auto message = invariant.broken(ledger, ledger.worker(worker))) {
        return message;
      }
    }
  }
  if (invariant.broken_job != nullptr) {
    for (const JobIndex job : jobs) {
      if (auto message = invariant.broken_job(ledger, ledger.job(job))) {
        return message;
      }
    }
  }
  return invariant.broken_pool == nullptr ? std::nullopt : invariant.broken_pool(ledger);
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
    needs_history = needs_history || invariant->needs_history;
    if (invariant->scope == InvariantScope::kAtRest) {
      at_rest.push_back(entry);
      continue;
    }
    if (invariant->broken_act != nullptr) {
      of_acts.push_back(entry);
    }
    for (const std::size_t workers : {0U, 1U}) {
      for (const std::size_t jobs : {0U, 1U}) {
        const bool looks = invariant->broken_pool != nullptr ||
                           (workers == 1 && invariant->broken != nullptr) ||
                           (jobs == 1 && invariant->broken_job != nullptr);
        if (looks) {
          after_steps[workers][jobs].push_back(entry);
        }
      }
    }
  }
}

InvariantPack::InvariantPack(PoolLedger& ledger, const JudgingList& judged)
    : ledger_(ledger), judged_(judged) {
  if (!judged_.of_acts.empty()) {
    ledger_.watch(*this);
  }
  if (judged_.needs_history) {
    ledger_.keep_history();
  }
}

InvariantPack::~InvariantPack() { ledger_.unwatch(*this); }

void InvariantPack::see(const Act& act) {
  World* const world = World::of_this_thread();
  if (world == nullptr) {
    return;  // What ends an execution is no event of it.
  }
  for (const JudgingList::Entry& entry : judged_.of_acts) {
    if (broken_act_ && broken_act_->entry.place <= entry.place) {
      return;
    }
    if (auto message = entry.invariant->broken_act(ledger_, act)) {
      if (entry.place == 0) {  // None comes before it; and this step may yet end in a panic.
        world->report(std::string(entry.invariant->name), *std::move(message));
        return;
      }
      broken_act_ = {.entry = entry, .message = *std::move(message)};
      world->request_check();
      return;
    }
  }
}

bool InvariantPack::report_act(World& world) {
  if (broken_act_) {
    world.report(std::string(broken_act_->entry.invariant->name), broken_act_->message);
  }
  return broken_act_.has_value();
}

bool InvariantPack::after_step(World& world) {
  if (!ledger_.judgeable()) {
    return report_act(world);
  }
  const std::vector<WorkerIndex>& workers = ledger_.take_changed();
  const std::vector<JobIndex>& jobs = ledger_.take_changed_jobs();
  for (const auto& [invariant, place] : judged_.after_step(!workers.empty(), !jobs.empty())) {
    if (broken_act_ && broken_act_->entry.place < place) {
      break;
    }
    if (auto message = broken(ledger_, *invariant, workers, jobs)) {
      world.report(std::string(invariant->name), *std::move(message));
      return true;
    }
  }
  if (report_act(world) || !ledger_.take_rest()) {
    return true;
  }
  for (const auto& [invariant, place] : judged_.at_rest) {
    if (auto message = broken_at_rest(*invariant)) {
      world.report(std::string(invariant->name), *std::move(message));
      return true;
    }
  }
  return true;
}

Invariant::Broken InvariantPack::broken_at_rest(const Invariant& invariant) const {
  if (invariant.broken != nullptr) {
    for (std::uint32_t index = 0; index < ledger_.worker_count(); ++index) {
      if (auto message = invariant.broken(ledger_, ledger_.worker(WorkerIndex{index}))) {
        return message;
      }
    }
  }
  if (invariant.broken_job != nullptr) {
    for (std::uint32_t index = 0; index < ledger_.job_count(); ++index) {
      if (auto message = invariant.broken_job(ledger_, ledger_.job(JobIndex{index}))) {
        return message;
      }
    }
  }
  return invariant.broken_pool == nullptr ? std::nullopt : invariant.broken_pool(ledger_);
}

void InvariantPack::at_end(World& world) {
  if (Trace* const recording = world.recording()) {
    recording->tables = ledger_.tables();
  }
}

}  // namespace rollcall
