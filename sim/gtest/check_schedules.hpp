#pragma once

#include "sim/base/time.hpp"
#include "sim/core/fiber.hpp"
#include "sim/core/violation.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Set by the installed package. A stack's layout depends on the sanitizers, so the library and its
// users are built with the same ones.
#ifdef ROLLCALL_PACKAGE
#if ROLLCALL_PACKAGE_ASAN != ROLLCALL_ASAN + 0 || ROLLCALL_PACKAGE_TSAN != ROLLCALL_TSAN + 0
#error "build and install rollcall with this project's sanitizers: -DROLLCALL_SANITIZE=address"
#endif
#endif

namespace rollcall {

/// How a test searches. The environment has the last word: ROLLCALL_RUNS, ROLLCALL_STRATEGY,
/// ROLLCALL_SEED; and ROLLCALL_REPLAY=STRATEGY:SEED plays that one execution instead.
struct SchedulesOptions {
  // Executions, at least 1. A strategy that is profiled has kProfiledExecutions more before these,
  // by a random walk, and what one of those violates is found, too.
  std::uint64_t runs = 1000;
  std::string strategy = "random";  // see make_strategy(); or dfs, dpor: all schedules
  // More is a livelock; each is kept while one is explained. An unfair strategy has half of them at
  // most (see Strategy::fair_after): a task that waits in a loop for another is none.
  std::uint64_t steps_max = 100'000;
  std::optional<std::uint64_t> seed{};         // base; by default a hash of the test's full name
  std::optional<std::uint32_t> preemptions{};  // dfs only: at most so many in an execution
  // So often, in an execution, a timer may fire though a task could go on, which then was slow.
  // Else timers fire only where nothing else can happen. dfs and dpor go through all such moments,
  // other strategies draw them; their names then say so: pct+early-4 (see make_strategy()).
  std::uint32_t early_timers = 0;
  bool races = true;          // data races on shared<T> are violations
  bool all_findings = false;  // the search goes on after a violation, and lists each that differs
  // A task that sleeps for so long in a real call (a std::mutex, a sleep, a socket), of real time,
  // ends the process with a line that names it; 0: none does. Not in a replay or under a debugger.
  Duration patience = std::chrono::seconds(1);
};

/// Executions that violate the same, with the same words.
struct SchedulesFinding {
  Violation violation;      // of the first of them
  std::uint64_t seed = 0;   // of the first of them, as SchedulesResult::seed
  std::uint64_t count = 0;  // how many there are
};

/// What the search came to.
struct SchedulesResult {
  std::uint64_t executions = 0;        // those for a profile, too
  std::uint64_t steps = 0;             // of all of them
  std::optional<Violation> violation;  // the first; it ends the search, unless all_findings
  std::uint64_t seed = 0;              // of the last one; by dfs and dpor its number, from 1
  // In order of appearance; with all_findings more than one, but no more than kFindingsMax.
  std::vector<SchedulesFinding> findings;
  static constexpr std::size_t kFindingsMax = 256;
  bool complete = false;  // dfs, dpor: that was all, and no bound cut anything off
};

/// Plays `body` as the root task of a simulated world, `runs` times under different schedules, and
/// adds one failure to the running test if one of them breaks something: an expectation that fails
/// in any task (invariant "expectation"), a deadlock, a task leak, a panic, a livelock, or what
/// else was reported to the world. The failure carries the schedule and the line that replays it.
///
/// Execution i has seed mix(base seed, i), so a test is the same on every machine. The body is
/// called once an execution and must start from the same state each time: it makes its own objects.
/// An execution ends at the step of its first finding; what its tasks expect while they are ended
/// is not counted. A skip in a task ends the search and skips the test.
///
/// GoogleTest keeps some state by thread, and tasks share theirs. A SCOPED_TRACE of one task also
/// shows in the failures of others. ASSERT_NO_FATAL_FAILURE, EXPECT_FATAL_FAILURE and
/// EXPECT_NONFATAL_FAILURE exchange the thread's reporter: no op may be inside them.
///
/// A crash in a task (a signal, an abort) ends the process, which first says in which task, after
/// which op, at which step and under which seed; so does a task that does no op, see
/// SchedulesOptions::patience, or that loops for 30 s without one.
///
/// A mark of sometimes() or reached() that no execution has seen is a failure of the whole search.
///
/// Throws std::invalid_argument for an option or variable that says nothing, std::logic_error when
/// called inside a task of another search.
SchedulesResult check_schedules(const SchedulesOptions& options, const std::function<void()>& body,
                                const char* file = __builtin_FILE(), int line = __builtin_LINE());

/// The same turned round: adds a failure unless the search ends with a violation of `invariant`. A
/// test of a test: what cannot fail proves nothing.
SchedulesResult expect_violation(std::string_view invariant, const SchedulesOptions& options,
                                 const std::function<void()>& body,
                                 const char* file = __builtin_FILE(), int line = __builtin_LINE());

}  // namespace rollcall
