#pragma once

#include "model/probe/pool_ledger.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rollcall {

/// Of whom an invariant is asked, and when.
enum class InvariantScope : std::uint8_t {
  kEveryManager,  // after every step
  kHardened,      // after every step, of managers with epochs
  kAtRest,        // of every manager, once, when all has had its time after faults have stopped
};

/// One thing that must hold, judged only where something changed.
///
/// Gives what is wrong, nullopt if it holds; each O(1), or O(log n) where it says so. An invariant
/// has one or more of the four; null: not that. What is at rest is judged for all workers and jobs.
/// To add one: a file beside this that defines it, and a line in `pack.cpp`.
struct Invariant {
  using Broken = std::optional<std::string>;

  std::string_view name;       // stable: used in scenarios, reports and exit texts
  std::string_view statement;  // in words
  InvariantScope scope = InvariantScope::kEveryManager;
  /// Of a worker that changed.
  Broken (*broken)(const PoolLedger& ledger, const PoolLedger::Worker& worker) = nullptr;
  /// Of a job that changed.
  Broken (*broken_job)(const PoolLedger& ledger, const PoolJob& job) = nullptr;
  /// Of something of these kinds that happens, before the ledger takes it in.
  ActKinds acts = {};
  Broken (*broken_act)(const PoolLedger& ledger, const Act& act) = nullptr;
  /// Of the pool as a whole, whenever anything changed.
  Broken (*broken_pool)(const PoolLedger& ledger) = nullptr;
  /// Whether it reads PoolLedger::history(), which is kept only for those who do.
  bool needs_history = false;
};

// Every manager, after every step.
extern const Invariant kAcknowledgedIsRegistered;
extern const Invariant kAddressIsValid;
extern const Invariant kBounded;
extern const Invariant kConnectionMatchesRecord;
extern const Invariant kDispatchGoesToRegisteredAddress;
extern const Invariant kDispatchHasConnection;
extern const Invariant kFairShare;
extern const Invariant kFreeIsFresh;
extern const Invariant kFreeIsVerified;
extern const Invariant kLegalTransitions;
extern const Invariant kNoConnectionLeak;
extern const Invariant kNoDispatchToDead;
extern const Invariant kNoDuplicateFreeWorker;
extern const Invariant kNoJobBeforeAcknowledgement;
extern const Invariant kNoLostFreeWorker;
extern const Invariant kNoLostJob;
extern const Invariant kNoResurrection;
extern const Invariant kNoSilentFailure;
extern const Invariant kNoStaleWorker;
extern const Invariant kOneJobPerWorker;
extern const Invariant kOneProcessPerId;
extern const Invariant kQueuedIsFree;
extern const Invariant kRefusedIsNotRegistered;
extern const Invariant kRunningIsBusy;

// At rest.
extern const Invariant kAllJobsDone;
extern const Invariant kEveryLiveWorkerFree;
extern const Invariant kEveryRecordIsALiveWorker;
extern const Invariant kLinearizablePool;
extern const Invariant kNoIdleWorkerWhileAJobWaits;
extern const Invariant kNoNeedlessRegistration;
extern const Invariant kNothingHalfDone;
extern const Invariant kNothingLeftOpen;
extern const Invariant kShutdownClosesEverything;

// Hardened managers, after every step.
extern const Invariant kAtMostOnce;
extern const Invariant kAttemptsBounded;
extern const Invariant kBusyWithThatJob;
extern const Invariant kDispatchableIsVerified;
extern const Invariant kDoneIsDone;
extern const Invariant kDrainingIsNeverFree;
extern const Invariant kDueIsDone;
extern const Invariant kFreeListInOrder;
extern const Invariant kFreeListIsFreeSet;
extern const Invariant kFreeMeansIdle;
extern const Invariant kGoneIsAbsent;
extern const Invariant kGrantsGrow;
extern const Invariant kJobAndWorkerAgree;
extern const Invariant kLeasesAfterNow;
extern const Invariant kNewestBootOnly;
extern const Invariant kNoFreeWorkerWhileAJobWaits;
extern const Invariant kOneConnectionPerEpoch;
extern const Invariant kOneOutcomePerJob;
extern const Invariant kOpenMessagesAreHeard;
extern const Invariant kOpenWorkIsKept;
extern const Invariant kPendingInOrder;
extern const Invariant kRefusedJobIsRepeated;
extern const Invariant kRegisterIsIdempotent;
extern const Invariant kStaleMessagesChangeNothing;
extern const Invariant kUniqueEpochs;
extern const Invariant kWorkIsOfItsEpoch;

}  // namespace rollcall
