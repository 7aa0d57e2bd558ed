#pragma once

#include "reports/result.hpp"

#include <span>
#include <string>

namespace rollcall {

/// One line of JSON each, without the newline, `"schema":1`. Fields are only ever added. Times are
/// virtual nanoseconds, seeds and hashes strings, so that no reader rounds them.
[[nodiscard]] std::string to_json(const ExecutionReport& report);
[[nodiscard]] std::string to_json(const FindingReport& report);
[[nodiscard]] std::string to_json(const HuntReport& report);
[[nodiscard]] std::string to_json(const ExplorationReport& report);
[[nodiscard]] std::string to_json(const RunReport& report);
[[nodiscard]] std::string to_json(const ShrinkReport& report);

/// A plain object of string fields, in the given order: for `list` and `check`.
struct JsonField {
  std::string name;
  std::string value;
};
[[nodiscard]] std::string to_json(std::string_view kind, std::span<const JsonField> fields);

}  // namespace rollcall
