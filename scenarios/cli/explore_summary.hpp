#pragma once

#include "reports/result.hpp"
#include "reports/terminal.hpp"

#include <cstdint>
#include <string>

namespace rollcall {

/// "of about 1200", "of more than 10^12"; "" if the estimate says nothing. See estimated().
[[nodiscard]] std::string estimate_text(std::uint64_t estimate);

/// Why an exploration without a complete execution has none, and the flag to change; "" if it has
/// one: "no execution came to its end: 200 were cut at --depth 100 steps: raise --depth".
[[nodiscard]] std::string nothing_ended(const ExplorationReport& report);

/// The summary of an exploration. `estimate` is of executions in all.
[[nodiscard]] std::string summary_text(const ExplorationReport& report, std::uint64_t estimate,
                                       const Style& style);

}  // namespace rollcall
