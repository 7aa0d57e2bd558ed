#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace rollcall {

/// Texts, each kept once and numbered in order of first mention.
///
/// A hash table that is never iterated, so that a million ids cost a few bytes each beside their
/// text and one look. References to texts stay good.
class NameTable {
 public:
  static constexpr std::uint32_t kAbsent = 0xffffffff;

  /// Its number; a new one if it has none.
  std::uint32_t intern(std::string_view text);
  /// kAbsent if it has none.
  [[nodiscard]] std::uint32_t find(std::string_view text) const;
  [[nodiscard]] std::string_view text(std::uint32_t number) const { return texts_[number]; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(texts_.size()); }

 private:
  [[nodiscard]] std::size_t place_of(std::string_view text) const;
  void grow();

  std::deque<std::string> texts_;
  std::vector<std::uint32_t> places_;  // a power of two, at most half full; linear probing
};

}  // namespace rollcall
