#include "scenarios/hunt/index_set.hpp"

#include <algorithm>
#include <iterator>

namespace rollcall {

void IndexSet::add(IndexRange range) {
  auto next = ends_.upper_bound(range.first);
  if (next != ends_.begin()) {
    const auto before = std::prev(next);
    if (before->second >= range.first) {
      range.first = before->first;
      range.end = std::max(range.end, before->second);
      next = ends_.erase(before);
    }
  }
  while (next != ends_.end() && next->first <= range.end) {
    range.end = std::max(range.end, next->second);
    next = ends_.erase(next);
  }
  ends_.emplace_hint(next, range.first, range.end);
}

void IndexSet::add(const IndexSet& other) {
  for (const auto& [first, end] : other.ends_) {
    add({.first = first, .end = end});
  }
}

IndexSet IndexSet::common(const IndexSet& other) const {
  IndexSet both;
  auto left = ends_.begin();
  auto right = other.ends_.begin();
  while (left != ends_.end() && right != other.ends_.end()) {
    const std::uint64_t first = std::max(left->first, right->first);
    const std::uint64_t end = std::min(left->second, right->second);
    if (first < end) {
      both.add({.first = first, .end = end});
    }
    ++(left->second < right->second ? left : right);
  }
  return both;
}

bool IndexSet::contains(std::uint64_t index) const {
  const auto next = ends_.upper_bound(index);
  return next != ends_.begin() && std::prev(next)->second > index;
}

std::uint64_t IndexSet::count() const {
  std::uint64_t count = 0;
  for (const auto& [first, end] : ends_) {
    count += end - first;
  }
  return count;
}

std::optional<IndexRange> IndexSet::first_gap(IndexRange range) const {
  auto next = ends_.upper_bound(range.first);
  if (next != ends_.begin()) {
    range.first = std::max(range.first, std::prev(next)->second);
  }
  if (range.first >= range.end) {
    return std::nullopt;
  }
  // Ranges do not touch, so this one is not empty.
  return IndexRange{.first = range.first,
                    .end = next == ends_.end() ? range.end : std::min(range.end, next->first)};
}

}  // namespace rollcall
