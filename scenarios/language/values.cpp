#include "scenarios/language/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <utility>

namespace rollcall {
namespace {

// Wide enough for 18 digits of a fraction times an hour in nanoseconds.
__extension__ using Wide = unsigned __int128;

constexpr std::size_t kFractionDigitsMax = 18;

struct Unit {
  std::string_view name;
  std::uint64_t size_ns;
};

constexpr std::array<Unit, 6> kUnits{{{"ns", 1},
                                      {"us", 1'000},
                                      {"ms", 1'000'000},
                                      {"s", 1'000'000'000},
                                      {"m", 60'000'000'000},
                                      {"h", 3'600'000'000'000}}};

bool is_digit(char letter) { return '0' <= letter && letter <= '9'; }

std::string_view take_digits(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  const std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  return digits;
}

std::optional<std::uint64_t> number_of(std::string_view digits) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool whole = error == std::errc{} && end == digits.data() + digits.size();
  return whole ? std::optional(value) : std::nullopt;
}

const Unit* find_unit(std::string_view name) {
  const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                  [&](const Unit& unit) { return unit.name == name; });
  return found == kUnits.end() ? nullptr : found;
}

// A duration's text in its parts: "-1.50ms" is negative, "1", "5", "ms".
struct DurationText {
  bool negative = false;
  std::string_view whole;
  std::string_view fraction;  // without trailing zeros
  std::string_view unit;
};

std::optional<DurationText> split_duration(std::string_view text) {
  DurationText parts;
  parts.negative = text.starts_with('-');
  text.remove_prefix(parts.negative ? 1 : 0);
  parts.whole = take_digits(text);
  if (parts.whole.empty()) {
    return std::nullopt;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    parts.fraction = take_digits(text);
    if (parts.fraction.empty()) {
      return std::nullopt;
    }
    parts.fraction = parts.fraction.substr(0, parts.fraction.find_last_not_of('0') + 1);
  }
  parts.unit = text;
  return parts;
}

// The fraction of one unit in nanoseconds; nullopt if that is no whole number.
std::optional<std::uint64_t> fraction_ns(std::string_view digits, const Unit& unit) {
  if (digits.size() > kFractionDigitsMax) {
    return std::nullopt;  // an hour in nanoseconds has far fewer factors of ten
  }
  Wide denominator = 1;
  for (std::size_t place = 0; place < digits.size(); ++place) {
    denominator *= 10;
  }
  const Wide scaled = Wide{digits.empty() ? 0 : *number_of(digits)} * unit.size_ns;
  if (scaled % denominator != 0) {
    return std::nullopt;
  }
  return static_cast<std::uint64_t>(scaled / denominator);
}

Problem too_long(std::string_view text) {
  return {"E206", fmt::format("duration {} is too long", quote_word(text)),
          "the longest is about 292 years"};
}

Parsed<Duration> duration_of(const DurationText& parts, const Unit& unit, std::string_view text) {
  const std::optional<std::uint64_t> fraction = fraction_ns(parts.fraction, unit);
  if (!fraction) {
    return Problem{
        "E205", fmt::format("duration {} is not a whole number of nanoseconds", quote_word(text)),
        "use fewer decimals"};
  }
  const std::optional<std::uint64_t> whole = number_of(parts.whole);
  constexpr auto kMax = std::uint64_t{std::numeric_limits<std::int64_t>::max()};
  const std::uint64_t limit = parts.negative ? kMax + 1 : kMax;
  if (!whole || Wide{*whole} * unit.size_ns + *fraction > limit) {
    return too_long(text);
  }
  const std::uint64_t total = *whole * unit.size_ns + *fraction;
  return Duration{static_cast<std::int64_t>(parts.negative ? 0 - total : total)};
}

bool matches_glob(std::string_view glob, std::string_view text) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_text = 0;  // where the text after the last star was last tried
  for (std::size_t index = 0; index < text.size();) {
    if (at < glob.size() && glob[at] == '*') {
      star = at++;
      star_text = index;
    } else if (at < glob.size() && glob[at] == text[index]) {
      ++at;
      ++index;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      index = ++star_text;
    } else {
      return false;
    }
  }
  return glob.find_first_not_of('*', at) == std::string_view::npos;
}

Problem bad_selector(std::string_view selector) {
  return {"E302", fmt::format("{} does not select workers", quote_word(selector)),
          "write an id, a pattern such as \"w*\", or a range such as \"w[2..5]\""};
}

// "w[2..5]" in its parts.
struct RangeText {
  std::string_view before;
  std::string_view low;
  std::string_view high;
  std::string_view after;
};

std::optional<RangeText> split_range(std::string_view selector) {
  const std::size_t open = selector.find('[');
  const std::size_t dots = selector.find("..", open);
  const std::size_t close = selector.find(']', dots);
  if (open == std::string_view::npos || dots == std::string_view::npos ||
      close == std::string_view::npos) {
    return std::nullopt;
  }
  return RangeText{.before = selector.substr(0, open),
                   .low = selector.substr(open + 1, dots - open - 1),
                   .high = selector.substr(dots + 2, close - dots - 2),
                   .after = selector.substr(close + 1)};
}

}  // namespace

Parsed<Duration> parse_duration(std::string_view text, Sign sign) {
  const std::optional<DurationText> parts = split_duration(text);
  if (!parts) {
    return Problem{"E204", fmt::format("{} is not a duration", quote_word(text)),
                   "write 5ms or 1.5s"};
  }
  if (parts->unit.empty()) {
    return Problem{
        "E203", fmt::format("missing unit in duration {}", quote_word(text)),
        text.size() > 20 ? "write 5ms or 5s" : fmt::format("write {}ms or {}s", text, text)};
  }
  const Unit* unit = find_unit(parts->unit);
  if (unit == nullptr) {
    return Problem{"E204", fmt::format("unknown unit in duration {}", quote_word(text)),
                   "the units are ns, us, ms, s, m and h"};
  }
  if (parts->negative && sign == Sign::kNotNegative) {
    return Problem{"E207", fmt::format("duration {} is negative", quote_word(text)), ""};
  }
  return duration_of(*parts, *unit, text);
}

Parsed<DurationRange> parse_duration_range(std::string_view text, Sign sign) {
  const std::size_t dots = text.find("..");
  const Parsed<Duration> low = parse_duration(text.substr(0, dots), sign);
  if (const auto* problem = std::get_if<Problem>(&low)) {
    return *problem;
  }
  if (dots == std::string_view::npos) {
    return DurationRange{std::get<Duration>(low), std::get<Duration>(low)};
  }
  const Parsed<Duration> high = parse_duration(text.substr(dots + 2), sign);
  if (const auto* problem = std::get_if<Problem>(&high)) {
    return *problem;
  }
  const DurationRange range{std::get<Duration>(low), std::get<Duration>(high)};
  if (range.low > range.high) {
    return Problem{"E208", fmt::format("range {} ends before it starts", quote_word(text)),
                   fmt::format("write {}..{}", to_text(range.high), to_text(range.low))};
  }
  return range;
}

Parsed<std::int64_t> parse_integer(std::string_view text, IntegerLimits limits) {
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  const bool plain = !digits.empty() && std::all_of(digits.begin(), digits.end(), is_digit) &&
                     (digits[0] != '0' || text == "0");
  if (!plain) {
    return Problem{"E201", fmt::format("{} is not a whole number", quote_word(text)),
                   "write plain decimal digits"};
  }
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || value < limits.low || value > limits.high) {
    return Problem{"E202", fmt::format("{} is out of range", quote_word(text)),
                   fmt::format("write a number from {} to {}", limits.low, limits.high)};
  }
  return value;
}

Parsed<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) {
    return Problem{"E209", fmt::format("{} is not an address", quote_word(text)),
                   "write \"host:port\", as in \"10.0.0.1:7000\""};
  }
  const Parsed<std::int64_t> port = parse_integer(
      text.substr(colon + 1),
      {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()});
  if (std::holds_alternative<Problem>(port)) {
    return Problem{"E209", fmt::format("{} has no valid port", quote_word(text)),
                   "the port is a 32-bit number behind the last ':'"};
  }
  return Address{std::string(text.substr(0, colon)),
                 static_cast<std::int32_t>(std::get<std::int64_t>(port))};
}

bool is_kebab_case(std::string_view text) {
  const auto is_word_letter = [](char letter) {
    return is_digit(letter) || ('a' <= letter && letter <= 'z');
  };
  const auto allowed = [&](char letter) { return letter == '-' || is_word_letter(letter); };
  return !text.empty() && is_word_letter(text.front()) && is_word_letter(text.back()) &&
         std::all_of(text.begin(), text.end(), allowed) &&
         text.find("--") == std::string_view::npos;
}

WorkerDirectory::WorkerDirectory(const std::vector<WorkerSpec>& workers) {
  for (const WorkerSpec& worker : workers) {
    by_id_.emplace(worker.id, ids_.size());
    ids_.push_back(worker.id);
  }
}

Parsed<std::size_t> WorkerDirectory::find(std::string_view id) const {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) {
    return Problem{"E301", fmt::format("there is no worker {}", quote_word(id)),
                   did_you_mean(id, ids_)};
  }
  return found->second;
}

Parsed<std::vector<std::size_t>> WorkerDirectory::select(std::string_view selector) const {
  constexpr std::size_t kSelectorSizeMax = 128;  // bounds the cost of a glob; ids are shorter
  const bool ranged = selector.find_first_of("[]") != std::string_view::npos;
  const bool globbed = selector.find('*') != std::string_view::npos;
  if (selector.empty() || selector.size() > kSelectorSizeMax || (ranged && globbed)) {
    return bad_selector(selector);
  }
  if (ranged) {
    return select_range(selector);
  }
  if (globbed) {
    return select_glob(selector);
  }
  const Parsed<std::size_t> worker = find(selector);
  if (const auto* problem = std::get_if<Problem>(&worker)) {
    return *problem;
  }
  return std::vector<std::size_t>{std::get<std::size_t>(worker)};
}

Parsed<std::vector<std::size_t>> WorkerDirectory::select_range(std::string_view selector) const {
  const std::optional<RangeText> parts = split_range(selector);
  const IntegerLimits limits{0, std::numeric_limits<std::int64_t>::max()};
  const Parsed<std::int64_t> low = parse_integer(parts ? parts->low : "", limits);
  const Parsed<std::int64_t> high = parse_integer(parts ? parts->high : "", limits);
  if (std::holds_alternative<Problem>(low) || std::holds_alternative<Problem>(high)) {
    return bad_selector(selector);
  }
  if (std::get<std::int64_t>(low) > std::get<std::int64_t>(high)) {
    return Problem{"E208", fmt::format("range {} ends before it starts", quote_word(selector)), ""};
  }
  std::vector<std::size_t> selected;
  // Ends at the first worker that does not exist, so it never outgrows the workers.
  for (std::int64_t number = std::get<std::int64_t>(low);; ++number) {
    const Parsed<std::size_t> worker =
        find(fmt::format("{}{}{}", parts->before, number, parts->after));
    if (const auto* problem = std::get_if<Problem>(&worker)) {
      return *problem;
    }
    selected.push_back(std::get<std::size_t>(worker));
    if (number == std::get<std::int64_t>(high)) {
      return selected;
    }
  }
}

Parsed<std::vector<std::size_t>> WorkerDirectory::select_glob(std::string_view glob) const {
  std::vector<std::size_t> selected;
  for (std::size_t worker = 0; worker < ids_.size(); ++worker) {
    if (matches_glob(glob, ids_[worker])) {
      selected.push_back(worker);
    }
  }
  if (selected.empty()) {
    return Problem{"E301", fmt::format("no worker matches {}", quote_word(glob)), ""};
  }
  return selected;
}

}  // namespace rollcall
