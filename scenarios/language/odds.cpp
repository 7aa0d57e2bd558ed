#include "scenarios/language/odds.hpp"

#include <fmt/format.h>

#include <limits>
#include <string>

namespace rollcall {
namespace {

constexpr std::int64_t kCountMax = 1'000'000;

Problem bad_ratio(std::string_view text) {
  return {"E220", fmt::format("{} is not a share of one", quote_word(text)),
          "write 5%, 0.25% or 3/100, at most 100%"};
}

// nullopt unless it is a plain number within the limit.
std::optional<std::uint64_t> plain(std::string_view digits, std::int64_t high) {
  const Parsed<std::int64_t> number = parse_integer(digits, {0, high});
  const auto* value = std::get_if<std::int64_t>(&number);
  return value == nullptr ? std::nullopt : std::optional(static_cast<std::uint64_t>(*value));
}

// "0.25" of a hundred is 25/10000.
Parsed<Ratio> percent(std::string_view number, std::string_view text) {
  constexpr std::size_t kDecimalsMax = 6;
  const std::size_t dot = number.find('.');
  std::string digits(number.substr(0, dot));
  Ratio ratio{.num = 0, .den = 100};
  if (dot != std::string_view::npos) {
    const std::string_view decimals = number.substr(dot + 1);
    if (digits.empty() || decimals.empty() || decimals.size() > kDecimalsMax) {
      return bad_ratio(text);
    }
    digits = digits == "0" ? "" : digits;
    digits += decimals;
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    for (std::size_t place = 0; place < decimals.size(); ++place) {
      ratio.den *= 10;
    }
  }
  const auto value = plain(digits, static_cast<std::int64_t>(ratio.den));
  if (!value) {
    return bad_ratio(text);
  }
  ratio.num = *value;
  return ratio;
}

}  // namespace

Parsed<Ratio> parse_ratio(std::string_view text) {
  if (text.ends_with('%')) {
    return percent(text.substr(0, text.size() - 1), text);
  }
  const std::size_t slash = text.find('/');
  const auto den =
      slash == std::string_view::npos ? std::nullopt : plain(text.substr(slash + 1), kCountMax);
  const auto num = den ? plain(text.substr(0, slash), kCountMax) : std::nullopt;
  if (!num || *den == 0 || *num > *den) {
    return bad_ratio(text);
  }
  return Ratio{.num = *num, .den = *den};
}

Parsed<Rate> parse_rate(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto count =
      slash == std::string_view::npos ? std::nullopt : plain(text.substr(0, slash), kCountMax);
  if (!count || *count == 0) {
    return Problem{"E221", fmt::format("{} is not a rate", quote_word(text)),
                   "write 1/20s: how often, and in what time"};
  }
  const Parsed<Duration> per = parse_duration(text.substr(slash + 1), Sign::kNotNegative);
  if (const auto* problem = std::get_if<Problem>(&per)) {
    return *problem;
  }
  const Duration time = std::get<Duration>(per);
  if (time / static_cast<std::int64_t>(*count) == Duration{}) {
    return Problem{"E221", fmt::format("{} is more often than once a nanosecond", quote_word(text)),
                   "write 1/20s: how often, and in what time"};
  }
  return Rate{.count = static_cast<std::uint32_t>(*count), .per = time};
}

Parsed<std::int64_t> parse_drift(std::string_view text) {
  constexpr std::int64_t kDriftMax = 100'000;
  const auto value =
      text.ends_with("ppm") ? plain(text.substr(0, text.size() - 3), kDriftMax) : std::nullopt;
  if (!value) {
    return Problem{"E222", fmt::format("{} is not a drift", quote_word(text)),
                   "write 100ppm: parts in a million, at most 100000"};
  }
  return static_cast<std::int64_t>(*value);
}

}  // namespace rollcall
