#pragma once

#include "sim/base/op.hpp"
#include "sim/base/time.hpp"

#include <cstdint>
#include <stdexcept>
#include <string>

namespace rollcall {

/// A property of the system under test that does not hold: the product, hence a value.
struct Violation {
  std::string invariant;   // stable kebab-case name: "no-stale-worker", "deadlock"
  std::string message;     // in words, with the names involved
  std::uint64_t step = 0;  // after which it was seen
  Time time{};
  TaskId task = TaskId::kNone;  // whose step it was; kNone if nobody's (a deadlock)
  std::string task_name;
  std::string act;  // the op of that step: "unlock wm.mu"

  friend bool operator==(const Violation&, const Violation&) = default;
};

/// What Go calls a panic: misuse of the vocabulary, or the code under test giving up. Leaving a
/// task, or a destructor, it is a violation. Code that catches it goes on:
///
///   try {
///     jobs.close();
///   } catch (const rollcall::Panic&) {
///     // somebody else had closed it
///   }
class Panic : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Thrown at the pending op of a task whose execution is over. Not a std::exception, so that
/// handlers of errors let it by.
struct TaskCancelled {};

}  // namespace rollcall
