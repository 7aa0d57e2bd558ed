#pragma once

#include "scenarios/language/values.hpp"
#include "scenarios/language/weather.hpp"

#include <cstdint>
#include <string_view>

namespace rollcall {

/// "5%", "0.25%", "3/100": a share from 0 to 1, exact.
[[nodiscard]] Parsed<Ratio> parse_ratio(std::string_view text);

/// "1/20s": a count from 1, and the time in which it happens that often, on average.
[[nodiscard]] Parsed<Rate> parse_rate(std::string_view text);

/// "100ppm": parts in a million, from 0 to 100,000.
[[nodiscard]] Parsed<std::int64_t> parse_drift(std::string_view text);

}  // namespace rollcall
