#pragma once

#include "scenarios/language/problems.hpp"
#include "scenarios/language/scenario.hpp"
#include "sim/base/time.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace rollcall {

/// The value a text stands for, or what is wrong with the text. Used for flags as well as files.
template <typename Value>
using Parsed = std::variant<Value, Problem>;

enum class Sign { kAny, kNotNegative };

/// "5ms", "1.5s", "2h": a decimal number and one of the units ns, us, ms, s, m, h.
/// Reads back what to_text(Duration) writes.
/// Fails: no unit, no number, not a whole number of nanoseconds, beyond 64 bits, negative where
/// that is not allowed.
[[nodiscard]] Parsed<Duration> parse_duration(std::string_view text, Sign sign);

/// "5ms..20ms" with the lower end first, or one duration for both ends.
[[nodiscard]] Parsed<DurationRange> parse_duration_range(std::string_view text, Sign sign);

struct IntegerLimits {
  std::int64_t low = 0;
  std::int64_t high = 0;
};

/// A plain decimal number: no '+', no leading zeros, no separators. Both limits are included.
[[nodiscard]] Parsed<std::int64_t> parse_integer(std::string_view text, IntegerLimits limits);

/// "10.0.0.1:7000", split at the last colon.
struct Address {
  std::string host;
  std::int32_t port = 0;
};

/// Any 32-bit port is taken, even a negative one: the manager under test must cope with it.
[[nodiscard]] Parsed<Address> parse_address(std::string_view text);

/// True for "two-workers-race": words of lower-case letters and digits, joined by single dashes.
[[nodiscard]] bool is_kebab_case(std::string_view text);

/// The declared workers by id. Copies what it needs.
class WorkerDirectory {
 public:
  explicit WorkerDirectory(const std::vector<WorkerSpec>& workers);

  /// The worker of that id, or an E301.
  [[nodiscard]] Parsed<std::size_t> find(std::string_view id) const;
  /// The indices a selector matches, in the workers' order: an exact id; a glob, in which `*`
  /// stands for any text; or "w[2..5]", which needs every worker from w2 to w5. Fails: matches
  /// none, names one that does not exist, is malformed.
  [[nodiscard]] Parsed<std::vector<std::size_t>> select(std::string_view selector) const;

 private:
  [[nodiscard]] Parsed<std::vector<std::size_t>> select_range(std::string_view selector) const;
  [[nodiscard]] Parsed<std::vector<std::size_t>> select_glob(std::string_view glob) const;

  std::vector<std::string> ids_;
  std::map<std::string, std::size_t, std::less<>> by_id_;
};

}  // namespace rollcall
