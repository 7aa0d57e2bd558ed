#pragma once

#include "sim/core/violation.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace rollcall {

/// One execution as users and machines see it.
struct ExecutionReport {
  std::string scenario;
  std::string manager;
  std::uint64_t seed = 0;
  std::string strategy;
  std::string verdict;  // holds | violation | error
  bool expected = false;
  std::optional<Violation> violation;
  std::string error;  // with verdict `error`
  std::uint64_t steps = 0;
  Duration virtual_time{};
  std::uint64_t trace_hash = 0;
  std::string replay;  // the command that shows it again
};

/// One distinct failure of a hunt.
struct FindingReport {
  std::string scenario;
  std::string manager;
  std::string signature;
  std::string invariant;
  std::uint64_t count = 0;
  std::uint64_t first_seed = 0;
  bool expected = false;
  std::string replay;
};

/// The end of a hunt. Seconds are of the wall clock; `stopped_by` is seeds, time, max-failures or
/// interrupt: what ended the last scenario.
struct HuntReport {
  std::uint64_t base_seed = 0;
  std::string stopped_by = {};
  std::uint64_t executions = 0;
  std::uint64_t steps = 0;
  Duration virtual_time{};
  double seconds = 0;
  std::uint64_t findings = 0;
  std::map<std::string, std::uint64_t> sometimes = {};
};

/// The end of a run.
struct RunReport {
  std::uint64_t scenarios = 0;
  std::uint64_t passed = 0;
  std::uint64_t failed = 0;
};

/// "0x00ff..": the form in which seeds and hashes are printed.
[[nodiscard]] std::string seed_text(std::uint64_t seed);
[[nodiscard]] std::string hash_text(std::uint64_t hash);

}  // namespace rollcall
