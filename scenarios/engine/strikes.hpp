#pragma once

#include "scenarios/language/scenario.hpp"
#include "sim/base/time.hpp"

#include <cstddef>
#include <vector>

namespace rollcall {

/// Something that random weather did in an execution, as an action that a script could do then.
struct Strike {
  std::size_t entry = 0;  // of `faults:`, the one whose it was
  Time time{};
  decltype(Action::what) what;
};

/// All that it did, in order. What has no such action (a late message) is not in it.
using Strikes = std::vector<Strike>;

}  // namespace rollcall
