#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace rollcall {

namespace detail {

// kSelectInByte[rank][byte]: the place of the set bit of `byte` with `rank` set bits below it.
inline constexpr auto kSelectInByte = [] {
  std::array<std::array<std::uint8_t, 256>, 8> table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rank = 0;
    for (std::uint8_t place = 0; place < 8; ++place) {
      if ((byte >> place & 1U) != 0) {
        table[rank++][byte] = place;
      }
    }
  }
  return table;
}();

}  // namespace detail

/// Whether one instruction deposits bits fast here: not before 2013, and in microcode on AMD's
/// first two Zen generations.
#ifdef __x86_64__
inline const bool kHasFastPdep = __builtin_cpu_supports("bmi2") != 0 &&
                                 __builtin_cpu_is("znver1") == 0 && __builtin_cpu_is("znver2") == 0;
#endif

/// Byte-wise prefix counts by multiplication, then a table. Requires rank < popcount(word).
/// Source: Vigna, "Broadword implementation of rank/select queries", WEA 2008.
[[nodiscard]] inline std::uint32_t select_bit_by_table(std::uint64_t word, std::uint32_t rank) {
  constexpr std::uint64_t kLow = 0x0101010101010101ULL;
  constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
  std::uint64_t sums = word - ((word >> 1) & 0x5555555555555555ULL);
  sums = (sums & 0x3333333333333333ULL) + ((sums >> 2) & 0x3333333333333333ULL);
  sums = (sums + (sums >> 4)) & 0x0f0f0f0f0f0f0f0fULL;
  const std::uint64_t prefix = sums * kLow;  // byte i: set bits in bytes 0 to i
  const std::uint64_t beyond = ((prefix | kHigh) - (rank + 1) * kLow) & kHigh;
  const auto shift = static_cast<std::uint32_t>(std::countr_zero(beyond)) - 7;
  const auto below = static_cast<std::uint32_t>((prefix << 8) >> shift & 0xff);
  return shift + detail::kSelectInByte[rank - below][word >> shift & 0xff];
}

/// The place of the set bit of `word` that has `rank` set bits below it. Requires rank <
/// popcount(word).
///
/// Without a branch on the rank, which is random: a loop over the bits mispredicts its end at
/// almost every step. This stands between a decision and the switch, so its latency is the step's.
[[nodiscard]] inline std::uint32_t select_bit(std::uint64_t word, std::uint32_t rank) {
#ifdef __x86_64__
  if (kHasFastPdep) {
    std::uint64_t place = 0;
    __asm__("pdepq %2, %1, %0" : "=r"(place) : "r"(std::uint64_t{1} << rank), "r"(word));
    return static_cast<std::uint32_t>(std::countr_zero(place));
  }
#endif
  return select_bit_by_table(word, rank);
}

}  // namespace rollcall
