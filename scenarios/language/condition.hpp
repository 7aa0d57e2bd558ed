#pragma once

#include "scenarios/language/place.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace rollcall {

/// "free <= 3", "free < registered": something counted, against a number or something else counted.
struct Comparison {
  enum class Sign { kLess, kAtMost, kEqual, kUnequal, kAtLeast, kMore };

  std::size_t left = 0;  // index into Vocabulary::observables
  Sign sign{};
  std::variant<std::uint32_t, std::size_t> right;  // a number, or such an index
};

/// "w2 is busy", "w2 is not free".
struct WorkerIs {
  std::size_t worker = 0;  // index into Scenario::workers
  std::string state;       // one of Vocabulary::states
  bool negated = false;
};

/// What can be said of the pool's observable state between two steps: all of its terms.
struct Condition {
  std::string text;  // as it was written
  std::vector<std::variant<Comparison, WorkerIs>> terms;
  Position position;
};

/// `leads_to:` whenever one holds, the other holds then or later.
struct LeadsTo {
  Condition from;
  Condition to;
  std::optional<Duration> within;  // nullopt: before the pool is shut down
};

}  // namespace rollcall
