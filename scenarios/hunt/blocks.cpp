#include "scenarios/hunt/blocks.hpp"

#include "sim/base/ensure.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace rollcall {
namespace {

BlockCount joined(BlockCount left, const BlockCount& right) {
  left.range = {.first = std::min(left.range.first, right.range.first),
                .end = std::max(left.range.end, right.range.end)};
  left.steps += right.steps;
  left.virtual_ns += right.virtual_ns;
  for (const auto& [name, count] : right.marks) {
    left.marks[name] += count;
  }
  return left;
}

}  // namespace

bool is_block(const IndexRange& range) {
  return range.first < range.end && std::has_single_bit(range.count()) &&
         range.first % range.count() == 0;
}

std::vector<IndexRange> blocks_of(IndexRange range) {
  std::vector<IndexRange> blocks;
  while (range.first < range.end) {
    std::uint64_t size = std::bit_floor(range.count());
    while (range.first % size != 0) {
      size /= 2;
    }
    blocks.push_back({.first = range.first, .end = range.first + size});
    range.first += size;
  }
  return blocks;
}

BlockCount count_of(const Segment& segment) {
  return {.range = segment.range,
          .steps = segment.steps,
          .virtual_ns = segment.virtual_ns,
          .marks = segment.marks};
}

void CountedBlocks::add(BlockCount block) {
  ensure(is_block(block.range), "what is counted is counted by blocks");
  const auto after = blocks_.upper_bound(block.range.first);
  if (after != blocks_.begin() && std::prev(after)->second.range.end >= block.range.end) {
    return;  // It is in a larger one, or the same.
  }
  blocks_.erase(blocks_.lower_bound(block.range.first), blocks_.lower_bound(block.range.end));
  while (block.range.count() < joined_max_) {
    const auto sibling = blocks_.find(block.range.first ^ block.range.count());
    if (sibling == blocks_.end() || sibling->second.range.count() != block.range.count()) {
      break;
    }
    block = joined(std::move(block), sibling->second);
    blocks_.erase(sibling);
  }
  blocks_.emplace(block.range.first, std::move(block));
}

void CountedBlocks::add(const CountedBlocks& others) {
  for (const auto& [first, block] : others.blocks_) {
    add(block);
  }
}

}  // namespace rollcall
