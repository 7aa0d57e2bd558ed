#pragma once

#include "model/probe/pool_ledger.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace rollcall {

/// One thing that must hold after every step, judged for one worker at a time and only when that
/// worker changed.
///
/// To add one: a file beside this that defines it, and a line in `pack.cpp`.
struct Invariant {
  std::string_view name;       // stable: used in scenarios, reports and exit texts
  std::string_view statement;  // in words
  /// What is wrong, nullopt if it holds. O(1).
  std::optional<std::string> (*broken)(const PoolLedger& ledger, const PoolLedger::Worker& worker);
};

extern const Invariant kConnectionMatchesRecord;
extern const Invariant kNoDuplicateFreeWorker;
extern const Invariant kNoLostFreeWorker;
extern const Invariant kNoStaleWorker;
extern const Invariant kQueuedIsFree;

}  // namespace rollcall
