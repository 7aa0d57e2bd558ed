#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

namespace rollcall {

/// One round of splitmix64: a bijection that spreads every input bit over the output.
/// Source: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
[[nodiscard]] constexpr std::uint64_t scramble(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15ULL;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9ULL;
  value = (value ^ (value >> 27)) * 0x94d049bb133111ebULL;
  return value ^ (value >> 31);
}

/// Derives one seed from two values; mix(base, i) is seed i of a hunt.
[[nodiscard]] constexpr std::uint64_t mix(std::uint64_t base, std::uint64_t value) {
  return scramble(scramble(base) ^ std::rotl(scramble(value), 29));
}

/// 64-bit FNV-1a of a name. Equal on every machine; not for security.
[[nodiscard]] constexpr std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char letter : name) {
    hash = (hash ^ static_cast<unsigned char>(letter)) * 0x100000001b3ULL;
  }
  return hash;
}

/// xoshiro256**: 256 bits of state, the same numbers on every platform.
/// Source: Blackman, Vigna, "Scrambled linear pseudorandom number generators", 2021.
class Xoshiro256 {
 public:
  Xoshiro256() : Xoshiro256(0) {}
  explicit Xoshiro256(std::uint64_t seed) {
    for (std::uint64_t& word : state_) {
      word = scramble(seed);
      seed += 0x9e3779b97f4a7c15ULL;
    }
  }

  [[nodiscard]] std::uint64_t next() {
    const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
    const std::uint64_t shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = std::rotl(state_[3], 45);
    return result;
  }

  /// Uniform in [0, bound), without bias. Requires bound > 0.
  /// Source: Lemire, "Fast random integer generation in an interval", TOMACS 2019.
  [[nodiscard]] std::uint64_t below(std::uint64_t bound) {
    __extension__ using Wide = unsigned __int128;
    Wide product = Wide{next()} * bound;
    if (static_cast<std::uint64_t>(product) < bound) [[unlikely]] {
      const std::uint64_t threshold = (0 - bound) % bound;
      while (static_cast<std::uint64_t>(product) < threshold) {
        product = Wide{next()} * bound;
      }
    }
    return static_cast<std::uint64_t>(product >> 64);
  }

 private:
  std::array<std::uint64_t, 4> state_{};
};

/// A probability as two integers: num of den. Requires 0 <= num <= den, den > 0.
struct Ratio {
  std::uint64_t num = 0;
  std::uint64_t den = 1;
};

}  // namespace rollcall
