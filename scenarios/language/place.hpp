#pragma once

#include "sim/base/time.hpp"

namespace rollcall {

/// Where a thing stands in a scenario file. 1-based; column counts bytes.
struct Position {
  int line = 0;
  int column = 0;
};

/// A span from which a duration is drawn uniformly, both ends included; low == high draws nothing.
struct DurationRange {
  Duration low{};
  Duration high{};
};

}  // namespace rollcall
