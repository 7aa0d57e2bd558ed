#pragma once

namespace rollcall {

/// The meaning of the command's exit codes: the same for every subcommand.
enum class ExitCode : int {
  kAsExpected = 0,
  kViolation = 1,  // or an expected one was not found; `replay`: reproduced
  kInput = 2,      // usage, scenario or file
  kNondeterminism = 3,
  kNothingRan = 4,  // or no execution of an exploration came to its end
  kStale = 5,       // a decision file that no longer matches, or of another version
  kInterrupted = 130,
  kBisectSkip = 125,  // `replay --bisect`, for all that is neither 0 nor 1
};

}  // namespace rollcall
