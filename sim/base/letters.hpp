#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

namespace rollcall {

/// Texts until they are forgotten together, one behind the other: nothing is allocated for each,
/// and what names one is half as large as a string_view. Together less than 4 GiB.
class Letters {
 public:
  /// A text of one Letters.
  struct Text {
    std::uint32_t at = 0;
    std::uint32_t size = 0;  // bytes
  };

  [[nodiscard]] Text keep(std::string_view text);
  /// Forgets all. What a few texts took is kept for others.
  void clear();
  /// Stays good until clear().
  [[nodiscard]] std::string_view operator[](Text text) const {
    return {blocks_[text.at / kBlock] + text.at % kBlock, text.size};
  }

 private:
  static constexpr std::size_t kBlock = 4096;

  std::pmr::monotonic_buffer_resource memory_;
  std::vector<char*> blocks_;  // each kBlock bytes; those of a longer text follow each other
  std::size_t used_ = 0;       // bytes, what is left over at the end of blocks included
};

}  // namespace rollcall
