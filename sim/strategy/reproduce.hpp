#pragma once

#include "sim/core/run.hpp"
#include "sim/strategy/scribe.hpp"
#include "sim/trace/schedule.hpp"
#include "sim/trace/trace.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// Plays one execution of a program in a world, with this strategy and these draws, and with a
/// recording unless null: `world.run({.strategy = s, .recording = r, .draws = &d}, program)`. All
/// else about the run is the same each time.
using Execute = std::function<RunResult(Strategy&, DrawSource&, Trace*)>;

/// What makes two violations the same failure: the invariant, and whose step broke it by which act.
/// If it was nobody's step, the message without what it counts: numbers are kept that belong to the
/// names of tasks and objects, so "drainer 0 waits at c0" is not the failure of drainer 1.
struct Failure {
  std::string invariant;
  std::string site;

  friend bool operator==(const Failure&, const Failure&) = default;
};

[[nodiscard]] std::optional<Failure> failure_of(const RunResult& result);

/// One execution, and how it differs from the default one.
struct Transcript {
  RunResult result;
  bool stale = false;  // the recording did not match; the rest is of what was played instead
  Schedule schedule;
  std::vector<std::uint64_t> preempted_after;  // steps
};

/// Plays what was recorded once more, to write it down as a schedule.
[[nodiscard]] Transcript transcribe(const Trace& recorded, const Execute& execute);

/// What became of a schedule that is played again.
enum class Outcome {
  kReproduced,       // the expected failure
  kFailedOtherwise,  // another one
  kPassed,           // none
  kStale,            // a decision or a draw no longer matches, whatever the execution came to
};

struct Reproduction {
  Outcome outcome = Outcome::kPassed;
  std::string stale;  // what no longer matches, in words
  RunResult result;
};

[[nodiscard]] Reproduction reproduce(const Schedule& schedule, const Failure& expected,
                                     const Execute& execute);

}  // namespace rollcall
