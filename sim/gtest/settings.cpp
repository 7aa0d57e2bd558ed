#include "sim/gtest/settings.hpp"

#include "sim/base/random.hpp"
#include "sim/strategy/factory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace rollcall {
namespace {

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr || *value == '\0' ? std::nullopt : std::optional<std::string>(value);
}

[[noreturn]] void reject(std::string_view variable, std::string_view value,
                         std::string_view expected) {
  throw std::invalid_argument(fmt::format("{}={}: expected {}", variable, value, expected));
}

/// Decimal, or hexadecimal after 0x.
std::optional<std::uint64_t> whole_number(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  const std::string_view digits = text.substr(hex ? 2 : 0);
  std::uint64_t value = 0;
  const char* const last = digits.data() + digits.size();
  const auto [end, error] = std::from_chars(digits.data(), last, value, hex ? 16 : 10);
  return error == std::errc{} && end == last ? std::optional(value) : std::nullopt;
}

SearchSettings replay_settings(const std::string& token) {
  const std::size_t colon = token.rfind(':');
  const auto seed =
      colon == std::string::npos ? std::nullopt : whole_number(token.substr(colon + 1));
  if (!seed) {
    reject("ROLLCALL_REPLAY", token, "what a failure prints, such as random:0x1f");
  }
  return {.runs = 1, .strategy = token.substr(0, colon), .base_seed = *seed, .replays = true};
}

/// Its name says how often timers may fire early, so that a replay needs nothing else. Those that
/// explore have it from their bounds.
std::string sampling_name(const std::string& strategy, std::uint32_t early_timers) {
  const bool says_it = strategy.find('+') != std::string::npos;
  return strategy == "dfs" || strategy == "dpor" || says_it
             ? strategy
             : with_early_timers(strategy, early_timers);
}

/// As a shell reads it back.
std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./:=,@%";
  if (word.find_first_not_of(kPlain) == std::string::npos) {
    return word;
  }
  std::string text = "'";
  for (const char letter : word) {
    text += letter == '\'' ? std::string("'\\''") : std::string(1, letter);
  }
  return text + "'";
}

}  // namespace

std::uint64_t SearchSettings::seed_of(std::uint64_t execution) const {
  return replays ? base_seed : mix(base_seed, execution);
}

SearchSettings search_settings(const SchedulesOptions& options) {
  if (const auto token = environment("ROLLCALL_REPLAY")) {
    return replay_settings(*token);
  }
  SearchSettings settings{
      .runs = options.runs,
      .strategy = sampling_name(environment("ROLLCALL_STRATEGY").value_or(options.strategy),
                                options.early_timers),
      .base_seed = options.seed.value_or(name_hash(running_test_name())),
      .replays = false,
  };
  if (const auto text = environment("ROLLCALL_RUNS")) {
    settings.runs = whole_number(*text).value_or(0);
    if (settings.runs == 0) {
      reject("ROLLCALL_RUNS", *text, "a whole number from 1");
    }
  }
  if (const auto text = environment("ROLLCALL_SEED")) {
    const auto seed = whole_number(*text);
    if (!seed) {
      reject("ROLLCALL_SEED", *text, "a whole number such as 17 or 0x11");
    }
    settings.base_seed = *seed;
  }
  if (settings.runs == 0) {
    throw std::invalid_argument("a search plays at least 1 execution: runs is 0");
  }
  return settings;
}

std::string running_test_name() {
  const testing::TestInfo* test = testing::UnitTest::GetInstance()->current_test_info();
  return test == nullptr ? "" : fmt::format("{}.{}", test->test_suite_name(), test->name());
}

std::string replay_line(const std::string& strategy, std::uint64_t seed) {
  const std::string test = running_test_name();
  return fmt::format("ROLLCALL_REPLAY={} {}{}", quoted(fmt::format("{}:{:#x}", strategy, seed)),
                     quoted(program_invocation_name),
                     test.empty() ? "" : " " + quoted("--gtest_filter=" + test));
}

}  // namespace rollcall
