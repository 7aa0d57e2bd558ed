#pragma once

#include "sim/base/ensure.hpp"
#include "sim/base/letters.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rollcall {

/// Texts, each kept once and numbered in order of first mention.
///
/// A hash table that is never iterated, and one arena of letters: a million ids cost 16 bytes each
/// beside their letters, and one look. What text() gives stays good until clear().
class NameTable {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffff;

  /// Forgets all of them.
  void clear();
  /// Its number; a new one if it has none.
  std::uint32_t intern(std::string_view text);
  /// kAbsent if it has none.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  /// Requires number < count().
  [[nodiscard]] std::string_view text(std::uint32_t number) const {
    ensure(number < texts_.size(), "a text has its number since clear()");
    return letters_[texts_[number]];
  }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  [[nodiscard]] std::size_t place_of(std::string_view text) const;
  void grow();

  Letters letters_;
  std::vector<Letters::Text> texts_;   // by number
  std::vector<std::uint32_t> places_;  // a power of two, at most half full; linear probing
};

}  // namespace rollcall
