#pragma once

#include "scenarios/hunt/index_set.hpp"
#include "scenarios/hunt/segment.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace rollcall {

/// The most indices of a block that is counted: that of the largest batch.
constexpr std::uint64_t kBlockMax = 8192;

/// Whether a range is a block: 2^k indices, the first a multiple of 2^k.
///
/// Of two blocks one holds the other, or they are disjoint. So what is counted by blocks can be
/// united without counting anything twice, whoever cut them: the larger one says what both do.
[[nodiscard]] bool is_block(const IndexRange& range);

/// The fewest blocks that make up a range, ascending.
[[nodiscard]] std::vector<IndexRange> blocks_of(IndexRange range);

/// What the executions of a block came to in numbers: of a search, a function of the block.
struct BlockCount {
  IndexRange range;
  std::uint64_t steps = 0;
  std::uint64_t virtual_ns = 0;
  std::map<std::string, std::uint64_t> marks = {};

  friend bool operator==(const BlockCount&, const BlockCount&) = default;
};

[[nodiscard]] BlockCount count_of(const Segment& segment);

/// Disjoint blocks. Adding what is there changes nothing, and the order of adding does not matter
/// for what they hold in all.
class CountedBlocks {
 public:
  /// Two halves of a block become one, up to a block of `joined_max`.
  explicit CountedBlocks(std::uint64_t joined_max = kBlockMax) : joined_max_(joined_max) {}

  /// Requires is_block(block.range).
  void add(BlockCount block);
  void add(const CountedBlocks& others);

  /// By first index.
  [[nodiscard]] const std::map<std::uint64_t, BlockCount>& all() const { return blocks_; }

 private:
  std::uint64_t joined_max_;
  std::map<std::uint64_t, BlockCount> blocks_;
};

}  // namespace rollcall
