#include "sim/base/time.hpp"

#include <fmt/format.h>

#include <array>

namespace rollcall {
namespace {

struct Unit {
  std::uint64_t size_ns;
  const char* name;
};

constexpr std::array<Unit, 6> kUnits{{{3'600'000'000'000ULL, "h"},
                                      {60'000'000'000ULL, "m"},
                                      {1'000'000'000ULL, "s"},
                                      {1'000'000ULL, "ms"},
                                      {1'000ULL, "us"},
                                      {1ULL, "ns"}}};

// Hours and minutes have no exact decimal fraction, so they are used for whole multiples only.
bool fits(const Unit& unit, std::uint64_t ns) {
  return ns >= unit.size_ns && (unit.size_ns <= 1'000'000'000ULL || ns % unit.size_ns == 0);
}

std::string magnitude_text(std::uint64_t ns) {
  for (const Unit& unit : kUnits) {
    if (!fits(unit, ns)) {
      continue;
    }
    const std::uint64_t whole = ns / unit.size_ns;
    std::uint64_t rest = ns % unit.size_ns;
    std::string fraction;
    for (std::uint64_t place = unit.size_ns / 10; rest != 0; place /= 10) {
      fraction += static_cast<char>('0' + rest / place);
      rest %= place;
    }
    return fmt::format("{}{}{}{}", whole, fraction.empty() ? "" : ".", fraction, unit.name);
  }
  return "0s";
}

}  // namespace

std::string to_text(Duration duration) {
  const auto ns = static_cast<std::uint64_t>(duration.count());
  return duration < Duration{} ? fmt::format("-{}", magnitude_text(~ns + 1)) : magnitude_text(ns);
}

}  // namespace rollcall
